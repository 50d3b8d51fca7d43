//! Blocks worked on by all threads, results taken in the order of the file.

use super::{Block, Blocks};
use crate::error::{Fault, Result};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What threads carry from block to block (caches, buffers); as many as there are threads.
pub(crate) type Hands<H> = Mutex<Vec<H>>;

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Input {
    blocks: Box<dyn Blocks>,
    next: u32,
    ended: bool,
}

struct Output<T, F> {
    next: u32,
    early: BTreeMap<u32, T>,
    take: F,
    fault: Option<Fault>,
}

/// Reads all blocks. A thread takes the next block under a lock (reading and decompressing are serial by nature), works on
/// it with one of `hands` (`spare` makes one when none is free), and hands the result to `take`, which sees the blocks in order.
///
/// Blocks are numbered from `first_block`. Memory is bounded by one block a thread and the results not yet taken.
pub(crate) fn pump<H: Send, T: Send>(
    blocks: Box<dyn Blocks>,
    first_block: u32,
    hands: &Hands<H>,
    spare: impl Fn() -> H + Sync,
    work: impl Fn(&mut H, u32, &Block) -> Result<T> + Sync,
    take: impl FnMut(T) -> Result<()> + Send,
) -> Result<u32> {
    let input = Mutex::new(Input { blocks, next: first_block, ended: false });
    let output = Mutex::new(Output { next: first_block, early: BTreeMap::new(), take, fault: None });
    let stop = AtomicBool::new(false);

    let give_up = |fault: Fault| {
        stop.store(true, Ordering::Relaxed);
        lock(&output).fault.get_or_insert(fault);
    };
    let next = || -> Result<Option<(u32, Block)>> {
        let mut input = lock(&input);
        if input.ended {
            return Ok(None);
        }
        let Some(block) = input.blocks.next()? else {
            input.ended = true;
            return Ok(None);
        };
        let number = input.next;
        input.next = number.checked_add(1).ok_or_else(|| Fault::Internal("more blocks than can be numbered".into()))?;
        Ok(Some((number, block)))
    };
    let deliver = |number: u32, result: T| -> Result<()> {
        let mut output = lock(&output);
        let output = &mut *output;
        output.early.insert(number, result);
        while let Some(result) = output.early.remove(&output.next) {
            output.next += 1;
            (output.take)(result)?;
        }
        Ok(())
    };
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|_| {
                let mut hand = lock(hands).pop().unwrap_or_else(&spare);
                while !stop.load(Ordering::Relaxed) {
                    let step = next().and_then(|block| {
                        let Some((number, block)) = block else { return Ok(false) };
                        deliver(number, work(&mut hand, number, &block)?).map(|()| true)
                    });
                    match step {
                        Ok(true) => {}
                        Ok(false) => break,
                        Err(fault) => give_up(fault),
                    }
                }
                lock(hands).push(hand);
            });
        }
    });
    let output = output.into_inner().unwrap_or_else(PoisonError::into_inner);
    output.fault.map_or(Ok(output.next), Err)
}
