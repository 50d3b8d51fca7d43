mod examples;
mod made_up;
