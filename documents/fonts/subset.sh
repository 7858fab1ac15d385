#!/bin/sh
# Makes the fonts in this folder anew (README.md says from what). Needs pyftsubset of fonttools on PATH.
#   subset.sh FOLDER_OF_NOTO_SANS FOLDER_OF_NOTO_SANS_CJK
set -eu
here=$(cd "$(dirname "$0")" && pwd)
lists=$(mktemp -d)
trap 'rm -r "$lists"' EXIT
(cd "$lists" && python3 "$here/characters.py")
options="--layout-features=ccmp,kern,locl,mark,mkmk --no-hinting --drop-tables+=vhea,vmtx,VORG,BASE"
for weight in Regular Bold; do
  list=$(echo "$weight" | tr RB rb)
  # shellcheck disable=SC2086
  pyftsubset "$1/NotoSans-$weight.ttf" --unicodes-file="$lists/latin.txt" \
    --output-file="$here/NotoSans-$weight.subset.ttf" $options
  # Face 0 of the collection is the Japanese one.
  # shellcheck disable=SC2086
  pyftsubset "$2/NotoSansCJK-$weight.ttc" --font-number=0 --unicodes-file="$lists/japanese-$list.txt" \
    --output-file="$here/NotoSansCJKjp-$weight.subset.otf" $options
done
