mod attack;
mod examples;
mod made_up;
mod properties;
