//! What a model card says, gathered from a trained model.
