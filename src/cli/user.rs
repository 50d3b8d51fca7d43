//! `casefinder user`: staff, their roles and their tokens, at the command line.

use crate::access::token::{issue, revoke_all};
use crate::access::{Access, Caller, Clock};
use crate::casework::Rules;
use crate::casework::staff::{AddStaff, GiveRole, RoleHeld, Staff};
use crate::cli::database::{Database, wait};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use crate::error::{Fault, Result};
use crate::store::log::Loaded;
use crate::store::{Db, staff};
use std::sync::Arc;
use validator::Validate;

/// Staff, their roles, and their API tokens
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  casefinder user add --database sqlite://casefinder.db --name 'Ada Reeve' --role administrator --at QN1\n  \
    casefinder user token --database sqlite://casefinder.db --name 'Ada Reeve'\n  \
    casefinder user revoke --database sqlite://casefinder.db --name 'Ada Reeve'"
)]
pub struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a member of staff known, with a role; or give one who is known another role
    Add {
        #[command(flatten)]
        database: Database,
        /// Name, as shown; no two are the same
        #[arg(long)]
        name: String,
        /// Role: gp, `practice_staff`, `community_matron`, administrator, ...
        #[arg(long)]
        role: Role,
        /// Organisation at which the role is held (ODS code)
        #[arg(long, value_name = "CODE")]
        at: OdsCode,
        /// First day of the role; today when left out
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
    },
    /// Make an API token: printed once, kept as a hash
    Token {
        #[command(flatten)]
        database: Database,
        /// Whose
        #[arg(long)]
        name: String,
        /// Days it is good for
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=730))]
        days: u32,
        /// What it is for, to know it by
        #[arg(long, default_value = "")]
        label: String,
    },
    /// Revoke every token of somebody
    Revoke {
        #[command(flatten)]
        database: Database,
        /// Whose
        #[arg(long)]
        name: String,
    },
}

impl User {
    pub(super) fn run(self) -> Result<()> {
        wait(async {
            match self.what {
                What::Add { database, name, role, at, from } => {
                    let name = Line(name);
                    name.validate().map_err(|_| Fault::Usage("--name: 1 to 200 characters, not blank".into()))?;
                    add(database.open().await?, name, role, at, from).await
                }
                What::Token { database, name, days, label } => {
                    let db = database.open().await?;
                    let staff = find(&db, &name).await?;
                    let token = issue(&db, staff, &label, days, Clock::System.now()).await?;
                    outln!("{}", token.reveal());
                    eprintln!("Good for {days} days. It is not shown again: send it as `Authorization: Bearer TOKEN`.");
                    Ok(())
                }
                What::Revoke { database, name } => {
                    let db = database.open().await?;
                    let staff = find(&db, &name).await?;
                    let revoked = revoke_all(&db, staff, Clock::System.now()).await?;
                    outln!("{revoked} tokens revoked; a running server follows within seconds.");
                    Ok(())
                }
            }
        })
    }
}

async fn find(db: &Db, name: &str) -> Result<StaffId> {
    let mut reader = db.read().await?;
    let found = staff::by_name(&mut reader.conn(), name).await?;
    found.ok_or_else(|| Fault::Usage("no member of staff has that name; add them with `casefinder user add`".into()))
}

async fn add(db: Db, name: Line, role: Role, at: OdsCode, from: Option<Day>) -> Result<()> {
    let known = staff::by_name(&mut db.read().await?.conn(), name.as_str()).await?;
    let access = Access::start(db, Rules::default(), Clock::System);
    // Whoever has the database may do this: the command line acts as an administrator of its own.
    let today = access.clock().today();
    let role_held =
        RoleHeld { role: Role::Administrator, organisation: at.clone(), from: today, until: None, session_tenths: None };
    let admin = access.admin(Arc::new(Caller { staff: StaffId::default(), roles: vec![role_held] }));
    let denied = |denied: crate::access::Denied| Fault::Usage(denied.to_string());
    let admin = admin.map_err(denied)?;
    let mut work = admin.begin("user.add").await.map_err(denied)?;
    work.because("command line");
    let mut staff = if let Some(id) = known {
        work.load::<Staff>(id).await.map_err(denied)?
    } else {
        let mut staff = Loaded::<Staff>::new(StaffId::new());
        let decided = staff.state.add(AddStaff { name }, work.at());
        work.record(&mut staff, decided).await.map_err(denied)?;
        staff
    };
    let decided = staff.state.give_role(GiveRole { role, organisation: at.clone(), from, session_tenths: None }, work.at());
    work.record(&mut staff, decided).await.map_err(denied)?;
    work.commit().await.map_err(denied)?;
    outln!(
        "{} is {} at {at} from {}. Id: {}",
        staff.state.name.as_ref().map_or("", |name| name.as_str()),
        role.name(),
        from.unwrap_or(today),
        staff.id
    );
    Ok(())
}
