//! Load from a client that does next to nothing: it shares the machine with the server, and each
//! microsecond it takes for itself would make every route look alike.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long one load lasts.
const LOAD: Duration = Duration::from_secs(3);

/// Answers a second to `head`, a whole GET request, asked again and again on so many connections at once.
pub async fn rate(authority: &str, head: &str, connections: usize) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(ask_until(begun + LOAD, authority.to_owned(), head.to_owned())))
        .collect();
    let mut answers = 0.0;
    for task in tasks {
        answers += f64::from(task.await??);
    }
    Ok(answers / begun.elapsed().as_secs_f64())
}

async fn ask_until(end: Instant, authority: String, head: String) -> anyhow::Result<u32> {
    let mut connection = TcpStream::connect(authority).await?;
    connection.set_nodelay(true)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut answers = 0;
    while Instant::now() < end {
        connection.write_all(head.as_bytes()).await?;
        read_answer(&mut connection, &mut buffer).await?;
        answers += 1;
    }
    Ok(answers)
}

/// Reads one answer to its end; an error if it is not 200 or does not fit.
async fn read_answer(connection: &mut TcpStream, buffer: &mut [u8]) -> anyhow::Result<()> {
    let mut filled = 0;
    loop {
        let read = connection.read(&mut buffer[filled..]).await?;
        ensure!(read > 0, "the server hung up, or its answer is larger than {} bytes", buffer.len());
        filled += read;
        if is_whole(&buffer[..filled])? {
            return Ok(());
        }
    }
}

/// Whether all of an answer is there: by its length, or by its last chunk.
fn is_whole(answer: &[u8]) -> anyhow::Result<bool> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(false) };
    let head = std::str::from_utf8(&answer[..end])?;
    ensure!(head.starts_with("HTTP/1.1 200"), "answered with: {}", head.lines().next().unwrap_or_default());
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    if let Some(length) = header("content-length:") {
        return Ok(answer.len() >= end + 4 + length.parse::<usize>()?);
    }
    header("transfer-encoding:").context("an answer without a length")?;
    Ok(answer.ends_with(b"0\r\n\r\n"))
}
