// Unpacks the Chromium of the npm package beside this file into the folder given: node unpack.mjs FOLDER
import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliDecompressSync } from "node:zlib"

const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules/@sparticuz/chromium/bin")
const target = process.argv[2]
const draft = `${target}.new`

const unpacked = name => brotliDecompressSync(readFileSync(join(packed, `${name}.br`)))

rmSync(draft, { recursive: true, force: true })
mkdirSync(draft, { recursive: true })
for (const name of ["al2023", "swiftshader", "fonts"]) {
  execFileSync("tar", ["-x", "-f", "-", "-C", draft], { input: unpacked(`${name}.tar`) })
}
writeFileSync(join(draft, "chromium.bin"), unpacked("chromium"))
writeFileSync(join(draft, "fonts.conf"), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir></fontconfig>
`)
// The libraries it needs beyond those of any Linux lie beside it.
writeFileSync(join(draft, "chromium"), `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium.bin" "$@"
`)
for (const name of ["chromium", "chromium.bin"]) chmodSync(join(draft, name), 0o755)
rmSync(target, { recursive: true, force: true })
renameSync(draft, target)
