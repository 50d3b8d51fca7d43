//! Projections made anew from the log of events.

use crate::casework::case::Case;
use crate::casework::meeting::Meeting;
use crate::casework::nomination::Nomination;
use crate::casework::objection::Objections;
use crate::casework::organisation::Organisation;
use crate::casework::plan::CarePlan;
use crate::casework::staff::Staff;
use crate::casework::stay::{SetAside, Stay};
use crate::casework::suitability::Suitability;
use crate::casework::team::Team;
use crate::store::log::rebuild;
use crate::store::{Conn, StoreFault};

/// Writes the projection of everything anew, those first to which others refer; gives how many aggregates there are.
///
/// # Errors
/// When the database fails; then the transaction of `conn` is to be given up.
pub async fn everything(conn: &mut Conn<'_>) -> Result<u64, StoreFault> {
    let mut count = rebuild::<Organisation>(conn).await?;
    count += rebuild::<Staff>(conn).await?;
    count += rebuild::<Team>(conn).await?;
    count += rebuild::<Case>(conn).await?;
    count += rebuild::<CarePlan>(conn).await?;
    count += rebuild::<Nomination>(conn).await?;
    count += rebuild::<Suitability>(conn).await?;
    count += rebuild::<Objections>(conn).await?;
    count += rebuild::<Meeting>(conn).await?;
    count += rebuild::<Stay>(conn).await?;
    count += rebuild::<SetAside>(conn).await?;
    Ok(count)
}
