//! `/cases`, and the register that they make.

pub mod change;
pub mod read;
pub mod view;

use utoipa::OpenApi;

/// The routes of this folder.
#[derive(OpenApi)]
#[openapi(paths(
    read::list,
    read::one,
    read::history,
    read::register,
    change::open,
    change::set_coordinator,
    change::set_lead,
    change::move_team,
    change::set_level,
    change::add_action,
    change::close_action,
    change::record_contact,
    change::correct_contact,
    change::add_to_contact,
    change::contact_in_error,
    change::schedule_review,
    change::review,
    change::end,
    change::correct_start,
    change::correct_end,
    change::withdraw_end,
    change::enter_in_error,
))]
pub struct Api;
