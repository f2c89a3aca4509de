//! The PROXY protocol, versions 1 and 2: a proxy that passes bytes on says first whose they are.
//! (`proxy-protocol.txt` of HAProxy, 2020-03-05.)

use std::{io, net::IpAddr};

use ppp::{HeaderResult, v1, v2};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The bytes with which version 2 begins.
const VERSION_2: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
/// The bytes of version 2 before its addresses; their number stands in the last two.
const FIXED: usize = 16;
/// Bytes that a line of version 1 may have, as the protocol says.
const LONGEST_1: usize = 107;
/// Bytes that the addresses and further values of version 2 may have; 216 hold every address.
const LONGEST_2: usize = 2_048;

/// Reads what a proxy says before the client's own bytes, and not one byte more. Tells the address
/// of the client; none where the proxy calls for itself, to see if we live.
///
/// # Errors
/// If it says nothing of the kind.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut bytes = vec![0; VERSION_2.len()];
    stream.read_exact(&mut bytes).await?;
    if bytes == VERSION_2 {
        read_more(stream, &mut bytes, FIXED).await?;
        let length = usize::from(u16::from_be_bytes([bytes[FIXED - 2], bytes[FIXED - 1]]));
        if length > LONGEST_2 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        read_more(stream, &mut bytes, FIXED + length).await?;
    } else {
        // A line, whose end is known only once it is there.
        while bytes.starts_with(b"PROXY ") && !bytes.ends_with(b"\r\n") && bytes.len() < LONGEST_1 {
            bytes.push(stream.read_u8().await?);
        }
    }
    address(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Reads on until there are so many bytes.
async fn read_more(
    stream: &mut (impl AsyncRead + Unpin),
    bytes: &mut Vec<u8>,
    length: usize,
) -> io::Result<()> {
    let had = bytes.len();
    bytes.resize(length, 0);
    stream.read_exact(&mut bytes[had..]).await.map(drop)
}

/// The address that a header names; the outer value is none if it is no header.
fn address(bytes: &[u8]) -> Option<Option<IpAddr>> {
    match HeaderResult::parse(bytes) {
        HeaderResult::V1(header) => header.ok().map(|header| match header.addresses {
            v1::Addresses::Tcp4(of) => Some(of.source_address.into()),
            v1::Addresses::Tcp6(of) => Some(of.source_address.into()),
            v1::Addresses::Unknown => None,
        }),
        HeaderResult::V2(header) => header.ok().map(|header| match header.addresses {
            _ if header.command == v2::Command::Local => None,
            v2::Addresses::IPv4(of) => Some(of.source_address.into()),
            v2::Addresses::IPv6(of) => Some(of.source_address.into()),
            v2::Addresses::Unspecified | v2::Addresses::Unix(_) => None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_2(command: u8, family: u8, addresses: &[u8]) -> Vec<u8> {
        let length = u16::try_from(addresses.len()).unwrap().to_be_bytes();
        [&VERSION_2[..], &[0x20 | command, family], &length, addresses].concat()
    }

    async fn read_then(bytes: &[u8]) -> io::Result<(Option<IpAddr>, Vec<u8>)> {
        let bytes = [bytes, b"GET /"].concat();
        let mut rest = &bytes[..];
        let told = read(&mut rest).await?;
        Ok((told, rest.to_vec()))
    }

    #[tokio::test]
    async fn both_versions_tell_the_client_and_leave_its_bytes() {
        let four = [203, 0, 113, 9, 10, 0, 0, 1, 0xc0, 0, 0, 80];
        let mut six = [0; 36];
        six[..16].copy_from_slice(&"2001:db8::9".parse::<std::net::Ipv6Addr>().unwrap().octets());
        let with_values = [&four[..], &[0x04, 0, 3, 1, 2, 3]].concat();
        let said = |line: &str| line.as_bytes().to_vec();
        for (bytes, told) in [
            (said("PROXY TCP4 203.0.113.9 10.0.0.1 49152 80\r\n"), Some("203.0.113.9")),
            (said("PROXY TCP6 2001:db8::9 2001:db8::1 49152 80\r\n"), Some("2001:db8::9")),
            (said("PROXY UNKNOWN\r\n"), None),
            (said("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), None),
            (version_2(1, 0x11, &four), Some("203.0.113.9")),
            (version_2(1, 0x11, &with_values), Some("203.0.113.9")),
            (version_2(1, 0x21, &six), Some("2001:db8::9")),
            (version_2(1, 0x31, &[0; 216]), None),
            (version_2(0, 0x00, &[]), None),
            (version_2(0, 0x11, &four), None),
        ] {
            let told = told.map(|told| told.parse().unwrap());
            let (found, rest) = read_then(&bytes).await.unwrap();
            assert_eq!((found, &*rest), (told, &b"GET /"[..]), "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let too_long = format!("PROXY TCP4 {}\r\n", "1".repeat(LONGEST_1));
        let mut wrong_version = version_2(1, 0x11, &[0; 12]);
        wrong_version[12] = 0x31;
        for bytes in [
            &b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"[..],
            b"PROXY TCP4 203.0.113.9 10.0.0.1 49152\r\n",
            b"PROXY TCP4 example.org 10.0.0.1 49152 80\r\n",
            b"PROXY TCP4 203.0.113.9 10.0.0.1 49152 80\n\n",
            b"PROXY",
            b"",
            too_long.as_bytes(),
            &version_2(1, 0x11, &[0; 4]),
            &version_2(1, 0x11, &[0; LONGEST_2 + 1]),
            &version_2(2, 0x11, &[0; 12]),
            &wrong_version,
        ] {
            assert!(read_then(bytes).await.is_err(), "{bytes:?}");
        }
    }
}
