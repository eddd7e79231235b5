//! The program. All of it stands in the library beside it, which is compiled while the pages are still on their way through the compiler.

fn main() -> miette::Result<()> {
    comity::run()
}
