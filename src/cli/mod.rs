//! The command line: one file a subcommand. Results go to standard output, progress and messages to standard error.

/// Prints a result. A reader that has gone away (`casefinder ... | head`) ends the program quietly.
macro_rules! out {
    ($($words:tt)*) => { $crate::cli::write_out(format_args!($($words)*)) };
}

/// As `out!`, with a newline.
macro_rules! outln {
    () => { out!("\n") };
    ($($words:tt)*) => { out!("{}\n", format_args!($($words)*)) };
}

pub mod apply;
pub mod audit;
mod database;
pub mod demo;
pub mod evaluate;
pub mod features;
pub mod fit;
pub mod hospital;
pub mod import;
mod local;
pub mod mdt;
pub mod measures;
pub mod migrate;
pub mod openapi;
pub mod organisations;
mod progress;
mod publish;
pub mod recalibrate;
pub mod report;
pub mod score;
pub mod serve;
pub mod synth;
mod table_file;
pub mod train;
pub mod user;

use crate::error::Result;
use clap::Parser;
use std::process::ExitCode;

/// Risk stratification and case management for neighbourhoods of GP practices.
#[derive(Debug, Parser)]
#[command(name = "casefinder", version, about, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Demo(demo::Demo),
    Synth(synth::Synth),
    Import(import::Import),
    Hospital(hospital::Hospital),
    Train(train::Train),
    Evaluate(evaluate::Evaluate),
    Recalibrate(recalibrate::Recalibrate),
    Score(score::Score),
    Fit(fit::Fit),
    Apply(apply::Apply),
    Features(features::Features),
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Mdt(mdt::Mdt),
    Report(report::Report),
    Measures(measures::Measures),
    Organisations(organisations::Organisations),
    User(user::User),
    Audit(audit::Audit),
    Openapi(openapi::Openapi),
}

impl Command {
    fn run(self) -> Result<()> {
        match self {
            Self::Demo(command) => command.run(),
            Self::Synth(command) => command.run(),
            Self::Import(command) => command.run(),
            Self::Hospital(command) => command.run(),
            Self::Train(command) => command.run(),
            Self::Evaluate(command) => command.run(),
            Self::Recalibrate(command) => command.run(),
            Self::Score(command) => command.run(),
            Self::Fit(command) => command.run(),
            Self::Apply(command) => command.run(),
            Self::Features(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Migrate(command) => command.run(),
            Self::Mdt(command) => command.run(),
            Self::Report(command) => command.run(),
            Self::Measures(command) => command.run(),
            Self::Organisations(command) => command.run(),
            Self::User(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Openapi(command) => command.run(),
        }
    }
}

fn write_out(words: std::fmt::Arguments<'_>) {
    use std::io::Write;
    match std::io::stdout().write_fmt(words) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            eprintln!("casefinder: standard output: {error}");
            std::process::exit(11);
        }
    }
}

/// Prints a result for a program to read.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| crate::error::Fault::Internal(error.to_string()))?;
    outln!("{text}");
    Ok(())
}

/// Runs the command line and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("casefinder: {fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}
