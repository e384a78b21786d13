#!/bin/sh
# Make the offline bundle: every wheel that a server needs, with digests, in one folder. Run where there is a package index, on the platform
# and the Python version of the server; carry the folder over, and run install.sh in it there, without any network.
set -eu

out=${1:?"say where to: scripts/bundle.sh out/bundle"}
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
mkdir -p "$out/wheels"

"$python" -m pip --version >/dev/null 2>&1 || { echo "pip is missing in $python" >&2; exit 2; }
uv=$(dirname "$python")/uv
"$uv" pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
    --constraint requirements/dev.txt --extra web --extra server pyproject.toml -o "$out/requirements.txt"
"$python" -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes --dest "$out/wheels" -r "$out/requirements.txt"
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$out" .
cp -R deploy "$out/deploy"
cp docs/how-to/run-a-server.md "$out/README.md"

cat > "$out/install.sh" <<'INSTALL'
#!/bin/sh
# Install from this folder, without any network: ./install.sh /opt/jixiao/venv
set -eu
target=${1:?"say where to: ./install.sh /opt/jixiao/venv"}
here=$(cd "$(dirname "$0")" && pwd)
"${PYTHON:-python3}" -m venv "$target"
"$target/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
"$target/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps "$here"/jixiao-*.whl
"$target/bin/jixiao" --help >/dev/null
echo "installed in $target"
INSTALL
chmod +x "$out/install.sh"
(cd "$out" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
echo "$(ls "$out/wheels" | wc -l) wheels, $(du -sh "$out" | cut -f1), in $out"
