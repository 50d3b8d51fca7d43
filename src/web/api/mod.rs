//! The API's handlers: one file a noun, one function a verb. Each reads its request, asks the scope, and writes the answer.

pub mod cases;
pub mod staff;
pub mod teams;
