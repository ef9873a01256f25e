#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Making, naming, showing and listing keys.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
new_token keys

# made WHAT TYPE CLASS USAGE: what the JSON of the last call says.
made() {
	is "the type of $1" "$(member type)" "$2"
	is "the class of $1" "$(member class)" "$3"
	is "the usage of $1" "$(tr -d ' \n' <"$OUT" |
		sed 's/.*"usage":\[\([^]]*\)\].*/\1/; s/"//g')" "$4"
	is "the version of $1" "$(member currentVersion)" 1
	is "the state of $1" "$(member state)" enabled
}

# --- making -----------------------------------------------------------------
as 0 key create files
files=$(cat "$OUT")
echo "$files" | grep -Eqx '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' ||
	complain "\"$files\" is no key id"
as 0 key show files --json
made files aes-256 secret encrypt,decrypt,wrap,unwrap
is "the key id" "$(member keyId)" "$files"
id=$(member id)
[ ${#id} -eq 16 ] || complain "\"$id\" is not a random id of eight bytes"
as 0 key create small --type aes-128 --usage encrypt,decrypt --id 00ffA1 --json
made small aes-128 secret encrypt,decrypt
is "the id of small" "$(member id)" 00ffa1
as 0 key create middle --type aes-192 --json
made middle aes-192 secret encrypt,decrypt,wrap,unwrap
as 0 key create web --type ec-p256 --json
made web ec-p256 pair sign
web=$(member keyId)
as 0 key create shared --type ec-p384 --usage derive --json
made shared ec-p384 pair derive

as 2 key create odd --type rsa-1
reason 'no key type "rsa-1"'
as 2 key create odd --usage encrypt,fly
reason 'no usage "fly"'
as 2 key create odd --type ec-p256 --usage encrypt
reason 'ec-p256 cannot encrypt'
as 2 key create odd --id 123
as 2 key create odd --id 0g
as 2 key create ''
expect 5 key create odd
reason 'no terminal'
expect 5 key create odd --pin-file "$WORK/wrong.pin"
reason 'CKR_PIN_INCORRECT'

# --- listing ----------------------------------------------------------------
as 0 key list
says '^LABEL  *TYPE  *STATE  *VERSION  *KEY ID$'
says "^files  *aes-256  *enabled  *1 of 1  *$files\$"
says_not odd
is "the order" "$(awk 'NR > 1 { printf "%s ", $1 }' "$OUT")" \
	'files middle shared small web '
as 0 key list --json
is "the number of keys" "$(grep -c '"keyId"' "$OUT")" 5
as 0 key list --state disabled --json
says '"keys": \[\]'
as 2 key list --state nonsense

# --- naming -----------------------------------------------------------------
as 0 key show "$files"
says "^label  *files\$"
as 0 key show 'pkcs11:object=files'
says "^key id  *$files\$"
as 0 key show 'pkcs11:token=keys;id=%00%ff%a1;type=secret-key'
says '^label  *small$'
as 0 key show 'pkcs11:object=web;type=public'
says "^key id  *$web\$"
expect 0 key show "pkcs11:object=files?pin-source=$WORK/pin"
as 3 key show nothing
reason 'there is no key "nothing"'
as 3 key show 00000000-0000-0000-0000-000000000000
as 3 key show 'pkcs11:object=files;id=%01'
as 3 key show 'pkcs11:token=other;object=files'
as 2 key show 'pkcs11:token=keys'
as 2 key show 'pkcs11:object=files;type=cert'
as 3 key show 'pkcs11:object=files;type=private'
as 3 key show 'pkcs11:object=web;type=secret-key'

as 0 key create files --type ec-p256
second=$(cat "$OUT")
for command in show rotate disable delete undelete; do
	as 3 key "$command" files
	reason '^claviger: key '"$command"': "files" fits several keys'
	reason "^  files  *$files  *aes-256  *enabled\$"
	reason "^  files  *$second  *ec-p256  *enabled\$"
done
as 0 key disable "$second"
as 0 key show "$files" --json
is "the other key" "$(member state)" enabled

# Labels are data: they cannot play with the terminal, nor with the columns.
as 0 key create "$(printf 'a\033[31mb')"
as 0 key list
says '^a\\x1B\[31mb  '
expect 0 key create --pin-file "$WORK/pin" -- --dashes
expect 0 key show --pin-file "$WORK/pin" -- --dashes
finish
