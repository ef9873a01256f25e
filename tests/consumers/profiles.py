# SPDX-License-Identifier: Apache-2.0
"""Runs a test case of the PKCS #11 profiles against a module:

    profiles.py MODULE PIN setup NAME       what the case NAME finds on its token
    profiles.py MODULE PIN run CASE.xml     its calls, and what they answer
    profiles.py MODULE PIN claims           what the profile objects promise

A case is XML: an element for a call, with what it is given, then one of the
same name with what it gives. What is given is translated and called; what
comes out is written as XML and compared. VARIABLE is what the profiles let
vary (Conformance_Test_Cases, 3.1.1), DEVIATES is what else differs here, and
why; each is said when it is met.
"""
import ctypes
import hashlib
import re
import sys
import xml.etree.ElementTree as ET
from ctypes import byref, c_char, c_ubyte, c_ulong, c_void_p

import cryptoki as ck

VARIABLE = {
    "LibraryDescription", "LibraryVersion", "ManufacturerID",
    "SlotDescription", "HardwareVersion", "FirmwareVersion", "serialNumber",
    "label", "model", "utcTime", "SlotID", "Object", "Session", "Data",
    "EncryptedData", "RandomData", "VALUE", "PUBLIC_EXPONENT",
    "PRIVATE_EXPONENT", "PRIME_1", "PRIME_2", "EXPONENT_1", "EXPONENT_2",
    "COEFFICIENT", "PRIME", "SUBPRIME", "BASE", "EC_POINT", "UNIQUE_ID"}
# Which entries of a list there are may vary too (3.1.2).
LISTS = {"SlotList", "MechanismList"}
MEMORY = "memory is not counted: CK_UNAVAILABLE_INFORMATION"
RSA = "RSA keys have 2048 to 4096 bits, 1024 to 16384 to be used"
KEY = "the private half of the case's key is not public"
DEVIATES = {
    "TotalPublicMemory": MEMORY, "FreePublicMemory": MEMORY,
    "TotalPrivateMemory": MEMORY, "FreePrivateMemory": MEMORY,
    "MinKeySize": RSA, "MaxKeySize": RSA, "MODULUS": KEY, "Signature": KEY}


class Failure(Exception):
    pass


def must(condition, *what):
    if not condition:
        raise Failure(" ".join(str(w) for w in what))


# --- numbers and names -----------------------------------------------------

def number(text, prefix):
    """A value as XML has it: a number, or the standard's names for bits."""
    if re.fullmatch(r"0x[0-9a-fA-F]+|[0-9]+", text):
        return int(text, 0)
    total = 0
    for word in re.split(r"[ |]+", text):
        total |= getattr(ck, prefix + word)
    return total


def name_of(value, prefix):
    for name in vars(ck):
        if name.startswith(prefix) and getattr(ck, name) == value:
            return name[len(prefix):]
    return hex(value)


def attribute_in(element):
    """The bytes of an attribute that is given."""
    kind, text = element.get("type"), element.get("value")
    if kind in ck.BOOLEANS:
        return bytes([text.upper() == "TRUE"])
    if kind in ck.NUMBERS:
        return bytes(c_ulong(number(text, ck.NUMBERS[kind])))
    return text.encode() if kind in ck.TEXTS else bytes.fromhex(text)


def attribute_out(kind, value):
    if kind in ck.BOOLEANS:
        return "TRUE" if value[0] else "FALSE"
    if kind in ck.NUMBERS:
        return str(int.from_bytes(value, sys.byteorder))
    # Some texts end with a zero byte, which XML cannot hold.
    return value.rstrip(b"\0").decode() if kind in ck.TEXTS else value.hex()


def element(tag, value=None, **attributes):
    made = ET.Element(tag, {k: str(v) for k, v in attributes.items()})
    if value is not None:
        made.set("value", str(value))
    return made


def structure(tag, info, fields):
    """A CK_..._INFO as an element: fields are (tag, member, prefix)."""
    made = element(tag)
    for child, member, prefix in fields:
        value = getattr(info, member)
        if isinstance(value, ck.Version):
            made.append(element(child, major=value.major, minor=value.minor))
        elif isinstance(value, bytes):
            made.append(element(child, value.decode()))
        else:
            made.append(element(child, hex(value) if prefix else value))
    return made


# --- the calls -------------------------------------------------------------

class Case:
    """The calls of a case: each method gets the element that says what is
    given and returns the answer and what came out."""

    def __init__(self, module, pin):
        self.lib = ck.load(module)
        self.names = {"Pin": pin}
        self.modulus = self.exponent = self.data = None

    def text(self, given, path):
        found = given.find(path)
        value = found.get("value") if found is not None else None
        return None if value is None else re.sub(
            r"\$\{([^}]*)\}", lambda m: str(self.names[m.group(1)]), value)

    def handle(self, given, path="Session"):
        return c_ulong(int(self.text(given, path), 0))

    def length(self, given, path):
        """What a list or buffer has room for; None to ask."""
        text = given.find(path).get("length")
        if text is not None and text.startswith("${"):
            return int(self.names[text[2:-1]])
        return None if text is None else int(text)

    def C_Initialize(self, given):
        return self.lib.C_Initialize(None), []

    def C_Finalize(self, given):
        return self.lib.C_Finalize(None), []

    def C_GetInfo(self, given):
        info = ck.Info()
        rv = self.lib.C_GetInfo(byref(info))
        return rv, [structure("Info", info, ck.INFO)]

    def numbers(self, given, tag, entry, function, *args):
        room = self.length(given, tag)
        count = c_ulong(room or 0)
        found = None if room is None else (c_ulong * room)()
        rv = function(*args, found, byref(count))
        made = element(tag)
        if found is None:
            made.set("length", str(count.value))
        else:
            for value in found[:count.value]:
                made.append(element(entry, value if entry == "SlotID"
                                    else name_of(value, "CKM_")))
        return rv, [made]

    def C_GetSlotList(self, given):
        present = self.text(given, "TokenPresent").lower() == "true"
        return self.numbers(given, "SlotList", "SlotID",
                            self.lib.C_GetSlotList, c_ubyte(present))

    def C_GetSlotInfo(self, given):
        info = ck.SlotInfo()
        rv = self.lib.C_GetSlotInfo(self.handle(given, "SlotID"), byref(info))
        return rv, [structure("SlotInfo", info, ck.SLOT_INFO)]

    def C_GetTokenInfo(self, given):
        info = ck.TokenInfo()
        rv = self.lib.C_GetTokenInfo(self.handle(given, "SlotID"),
                                     byref(info))
        return rv, [structure("TokenInfo", info, ck.TOKEN_INFO)]

    def C_GetMechanismList(self, given):
        return self.numbers(given, "MechanismList", "Type",
                            self.lib.C_GetMechanismList,
                            self.handle(given, "SlotID"))

    def C_GetMechanismInfo(self, given):
        info = ck.MechanismInfo()
        rv = self.lib.C_GetMechanismInfo(
            self.handle(given, "SlotID"),
            c_ulong(number(self.text(given, "Type"), "CKM_")), byref(info))
        return rv, [structure("MechanismInfo", info, ck.MECHANISM_INFO)]

    def C_OpenSession(self, given):
        session = c_ulong()
        rv = self.lib.C_OpenSession(
            self.handle(given, "SlotID"),
            c_ulong(number(self.text(given, "Flags"), "CKF_")), None, None,
            byref(session))
        return rv, [element("Session", session.value)]

    def C_CloseSession(self, given):
        return self.lib.C_CloseSession(self.handle(given)), []

    def C_CloseAllSessions(self, given):
        return self.lib.C_CloseAllSessions(self.handle(given, "SlotID")), []

    def C_Login(self, given):
        pin = self.text(given, "Pin").encode()
        user = c_ulong(number(self.text(given, "UserType"), "CKU_"))
        return self.lib.C_Login(self.handle(given), user, pin,
                                c_ulong(len(pin))), []

    def C_Logout(self, given):
        return self.lib.C_Logout(self.handle(given)), []

    def C_FindObjectsInit(self, given):
        wanted = [(getattr(ck, "CKA_" + a.get("type")), attribute_in(a))
                  for a in given.find("Template")]
        return self.lib.C_FindObjectsInit(
            self.handle(given), ck.template(wanted), c_ulong(len(wanted))), []

    def C_FindObjects(self, given):
        room = self.length(given, "Object")
        found, count = (c_ulong * room)(), c_ulong()
        rv = self.lib.C_FindObjects(self.handle(given), found, c_ulong(room),
                                    byref(count))
        made = element("Object")
        for handle in found[:count.value]:
            made.append(element("Object", handle))
        return rv, [made]

    def C_FindObjectsFinal(self, given):
        return self.lib.C_FindObjectsFinal(self.handle(given)), []

    def C_GetAttributeValue(self, given):
        asked = list(given.find("Template"))
        list_ = (ck.Attribute * len(asked))()
        rooms = []
        for a, wanted in zip(list_, asked):
            a.type = getattr(ck, "CKA_" + wanted.get("type"))
            if wanted.get("length") is not None:
                rooms.append(ctypes.create_string_buffer(
                    int(wanted.get("length"))))
                a.pValue = ctypes.cast(rooms[-1], c_void_p)
                a.ulValueLen = len(rooms[-1])
        rv = self.lib.C_GetAttributeValue(
            self.handle(given), self.handle(given, "Object"), list_,
            c_ulong(len(asked)))
        return rv, [self.template_out(asked, list_)]

    def template_out(self, asked, list_):
        made = element("Template")
        for a, wanted in zip(list_, asked):
            kind = wanted.get("type")
            one = element("Attribute", type=kind)
            if a.pValue is None:
                one.set("length", str(a.ulValueLen))
            else:
                value = ctypes.string_at(a.pValue, a.ulValueLen)
                one.set("value", attribute_out(kind, value))
                self.keep_key(kind, value)
            made.append(one)
        return made

    def keep_key(self, kind, value):
        if kind == "MODULUS":
            self.modulus = int.from_bytes(value, "big")
        if kind == "PUBLIC_EXPONENT":
            self.exponent = int.from_bytes(value, "big")

    def C_SignInit(self, given):
        type_ = number(given.find("Mechanism/Type").get("value"), "CKM_")
        return self.lib.C_SignInit(
            self.handle(given), byref(ck.Mechanism(type_, None, 0)),
            self.handle(given, "Key")), []

    def C_Sign(self, given):
        data = bytes.fromhex(self.text(given, "Data"))
        room = self.length(given, "Signature")
        out, size = (c_char * room)(), c_ulong(room)
        rv = self.lib.C_Sign(self.handle(given), data, c_ulong(len(data)),
                             out, byref(size))
        must(size.value <= room, "a signature longer than its buffer")
        self.check_signature(data, out.raw[:size.value])
        return rv, [element("Signature", out.raw[:size.value].hex())]

    def check_signature(self, data, signature):
        """With the key that the case has read: RSASSA-PKCS1-v1_5."""
        size = (self.modulus.bit_length() + 7) // 8
        digest = bytes.fromhex("3031300d060960864801650304020105000420") + \
            hashlib.sha256(data).digest()
        padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
        made = pow(int.from_bytes(signature, "big"), self.exponent,
                   self.modulus)
        must(len(signature) == size and
             made == int.from_bytes(padded, "big"), "the signature is wrong")


# --- comparison ------------------------------------------------------------

class Comparison:
    def __init__(self, names):
        self.names = names
        self.said = set()

    def deviates(self, tag, wanted, got):
        must(tag in DEVIATES, tag, "is", got, "and not", wanted)
        if tag not in self.said:
            print("  %s: %s here, %s in the case: %s" % (
                tag, got[:40], wanted[:40], DEVIATES[tag]))
        self.said.add(tag)

    def value(self, tag, wanted, got, prefix):
        if wanted.startswith("${"):
            self.names[wanted[2:-1]] = got
        elif prefix and tag == "Flags":
            self.flags(wanted, got, prefix)
        elif tag in VARIABLE:
            if tag[0].islower() or "Description" in tag or "ID" in tag:
                must(len(got) == len(wanted), tag, "has another length")
        elif wanted != got:
            must(tag not in ("MODULUS", "Signature") or
                 len(wanted) == len(got), tag, "has another length")
            self.deviates(tag, wanted, got)

    def flags(self, wanted, got, prefix):
        """Mechanisms may do more than the case asks for."""
        bits, has = number(wanted, prefix), int(got, 0)
        must(bits & has == bits, "flags are", got, "and not", wanted)
        must(bits == has or self.inside == "MechanismInfo", "flags are", got,
             "and not", wanted)

    def attributes(self, wanted, got):
        tag = wanted.get("type", wanted.tag)
        for key in ("rv", "major", "minor", "length"):
            if wanted.get(key) is None:
                continue
            text = wanted.get(key)
            if text.startswith("${"):
                self.names[text[2:-1]] = got.get(key)
            else:
                must(got.get(key) == text or wanted.tag in VARIABLE, tag, key,
                     "is", got.get(key), "and not", text)
        if wanted.get("value") is not None:
            must(got.get("value") is not None, tag, "is missing")
            self.value(tag, wanted.get("value"), got.get("value"), "CKF_")

    def same(self, wanted, got):
        self.attributes(wanted, got)
        if len(wanted):
            self.inside = wanted.tag
        if wanted.tag in LISTS and len(wanted):
            self.listed(wanted, got)
            return
        must(len(wanted) == len(got), wanted.tag, "has", len(got),
             "entries, not", len(wanted))
        for one, other in zip(wanted, got):
            must(one.tag == other.tag, other.tag, "in place of", one.tag)
            self.same(one, other)

    def listed(self, wanted, got):
        """In another order, and more of them."""
        for i, one in enumerate(wanted):
            if one.get("value").startswith("${"):
                self.same(one, got[i])
            else:
                must(one.get("value") in [g.get("value") for g in got],
                     one.get("value"), "is not listed")


def run(module, pin, path):
    case = Case(module, pin)
    comparison = Comparison(case.names)
    steps = list(ET.parse(path).getroot())
    for given, wanted in zip(steps[::2], steps[1::2]):
        must(given.tag == wanted.tag, "the case is not one")
        rv, out = getattr(case, given.tag)(given)
        got = element(given.tag, rv=name_of(rv, "CKR_"))
        got.extend(out)
        try:
            comparison.same(wanted, got)
        except Failure as e:
            raise Failure("%s: %s" % (given.tag, e))
    print("%d calls as in the case" % (len(steps) // 2))


# --- what cases find -------------------------------------------------------

def session_of(lib, pin):
    ck.ok(lib.C_Initialize(None))
    session = c_ulong()
    ck.ok(lib.C_OpenSession(c_ulong(0), c_ulong(
        ck.CKF_SERIAL_SESSION | ck.CKF_RW_SESSION), None, None,
        byref(session)))
    ck.ok(lib.C_Login(session, c_ulong(ck.CKU_USER), pin.encode(),
                      c_ulong(len(pin))))
    return session


def pair(lib, session):
    """RSA, 2048 bits, as AUTH-M-1-32 has it."""
    public = ck.template([
        (ck.CKA_TOKEN, b"\1"), (ck.CKA_LABEL, b"testrsa-pub"),
        (ck.CKA_VERIFY, b"\1"), (ck.CKA_ID, b"\1"),
        (ck.CKA_MODULUS_BITS, bytes(c_ulong(2048))),
        (ck.CKA_PUBLIC_EXPONENT, b"\1\0\1")])
    private = ck.template([
        (ck.CKA_TOKEN, b"\1"), (ck.CKA_LABEL, b"testrsa-pri"),
        (ck.CKA_SIGN, b"\1"), (ck.CKA_ID, b"\1")])
    made = c_ulong(), c_ulong()
    ck.ok(lib.C_GenerateKeyPair(
        session, byref(ck.Mechanism(ck.CKM_RSA_PKCS_KEY_PAIR_GEN, None, 0)),
        public, c_ulong(len(public)), private, c_ulong(len(private)),
        byref(made[0]), byref(made[1])))


def certificate(lib, session, id_, label, value):
    template = ck.template([
        (ck.CKA_CLASS, bytes(c_ulong(ck.CKO_CERTIFICATE))),
        (ck.CKA_CERTIFICATE_TYPE, bytes(c_ulong(ck.CKC_X_509))),
        (ck.CKA_TOKEN, b"\1"), (ck.CKA_LABEL, label), (ck.CKA_ID, id_),
        (ck.CKA_SUBJECT, b"0\0"), (ck.CKA_VALUE, value)])
    made = c_ulong()
    ck.ok(lib.C_CreateObject(session, template, c_ulong(len(template)),
                             byref(made)))


def wanted_value(path, kind):
    found = [a.get("value") for a in ET.parse(path).getroot().iter(
        "Attribute") if a.get("type") == kind and a.get("value")]
    return found[0]


def setup(module, pin, path):
    """CERT-M-1-32 reads a label and a value of the objects found first and
    second, in whatever order: so all five have both."""
    lib = ck.load(module)
    session = session_of(lib, pin)
    if "AUTH" in path:
        pair(lib, session)
    if "CERT" in path:
        label = wanted_value(path, "LABEL").encode() + b"\0"
        value = bytes.fromhex(wanted_value(path, "VALUE"))
        for i in range(5):
            certificate(lib, session, bytes([i]), label, value)
    ck.ok(lib.C_Finalize(None))


def main(module, pin, verb, *args):
    if verb == "claims":
        import claims
        claims.check(module, pin, setup_pair=pair, setup_cert=certificate)
    else:
        {"run": run, "setup": setup}[verb](module, pin, *args)


try:
    main(*sys.argv[1:])
except Failure as e:
    sys.exit("profiles.py: %s" % e)
