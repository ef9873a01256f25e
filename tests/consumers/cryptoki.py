# SPDX-License-Identifier: Apache-2.0
"""As much of PKCS #11 3.2 as the profiles' test cases speak of: numbers,
structures, and how their members are called in the cases."""
import ctypes
from ctypes import c_char, c_ubyte, c_ulong, c_void_p

CKR_OK = 0
CKR_OPERATION_NOT_INITIALIZED = 0x91
CKR_FUNCTION_NOT_SUPPORTED = 0x54
CKF_TOKEN_PRESENT = CKF_RNG = 1
CKF_RW_SESSION = 2
CKF_SERIAL_SESSION = CKF_LOGIN_REQUIRED = 4
CKF_USER_PIN_INITIALIZED = 8
CKF_RESTORE_KEY_NOT_NEEDED = 0x20
CKF_TOKEN_INITIALIZED = 0x400
CKF_ENCRYPT, CKF_DECRYPT, CKF_DIGEST, CKF_SIGN = 0x100, 0x200, 0x400, 0x800
CKF_VERIFY, CKF_GENERATE_KEY_PAIR = 0x2000, 0x10000
CKF_WRAP, CKF_UNWRAP = 0x20000, 0x40000
CKF_HKDF_SALT_NULL = 1
CKU_USER = 1
CKO_DATA, CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY = 0, 1, 2, 3
CKO_SECRET_KEY, CKO_PROFILE = 4, 9
CKK_GENERIC_SECRET, CKK_HKDF = 0x10, 0x42
CKC_X_509 = 0
CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_PKCS, CKM_SHA256_RSA_PKCS = 0, 1, 0x40
CKM_SHA256, CKM_SHA512 = 0x250, 0x270
CKM_HKDF_DATA, CKM_HKDF_KEY_GEN = 0x402b, 0x402c
CKP_BASELINE_PROVIDER, CKP_EXTENDED_PROVIDER = 1, 2
CKP_AUTHENTICATION_TOKEN, CKP_PUBLIC_CERTIFICATES_TOKEN = 3, 4
CKP_HKDF_TLS_TOKEN = 6
CKA_CLASS, CKA_TOKEN, CKA_PRIVATE, CKA_LABEL, CKA_UNIQUE_ID = 0, 1, 2, 3, 4
CKA_VALUE, CKA_CERTIFICATE_TYPE, CKA_KEY_TYPE = 0x11, 0x80, 0x100
CKA_SUBJECT, CKA_ID, CKA_SIGN, CKA_VERIFY = 0x101, 0x102, 0x108, 0x10a
CKA_DERIVE, CKA_MODULUS, CKA_MODULUS_BITS = 0x10c, 0x120, 0x121
CKA_PUBLIC_EXPONENT, CKA_VALUE_LEN, CKA_MODIFIABLE = 0x122, 0x161, 0x170
CKA_PROFILE_ID = 0x601

# Attributes by what their values are in the cases; others are bytes.
BOOLEANS = {"TOKEN", "PRIVATE", "MODIFIABLE", "SIGN", "VERIFY"}
NUMBERS = {"CLASS": "CKO_", "KEY_TYPE": "CKK_", "CERTIFICATE_TYPE": "CKC_",
           "MODULUS_BITS": "", "VALUE_LEN": ""}
TEXTS = {"LABEL"}


class Version(ctypes.Structure):
    _fields_ = [("major", c_ubyte), ("minor", c_ubyte)]


class Info(ctypes.Structure):
    _fields_ = [("cryptokiVersion", Version), ("manufacturerID", c_char * 32),
                ("flags", c_ulong), ("libraryDescription", c_char * 32),
                ("libraryVersion", Version)]


class SlotInfo(ctypes.Structure):
    _fields_ = [("slotDescription", c_char * 64),
                ("manufacturerID", c_char * 32), ("flags", c_ulong),
                ("hardwareVersion", Version), ("firmwareVersion", Version)]


COUNTS = ["MaxSessionCount", "SessionCount", "MaxRwSessionCount",
          "RwSessionCount", "MaxPinLen", "MinPinLen", "TotalPublicMemory",
          "FreePublicMemory", "TotalPrivateMemory", "FreePrivateMemory"]


class TokenInfo(ctypes.Structure):
    _fields_ = [("label", c_char * 32), ("manufacturerID", c_char * 32),
                ("model", c_char * 16), ("serialNumber", c_char * 16),
                ("flags", c_ulong)] + \
        [("ul" + count, c_ulong) for count in COUNTS] + \
        [("hardwareVersion", Version), ("firmwareVersion", Version),
         ("utcTime", c_char * 16)]


class SessionInfo(ctypes.Structure):
    _fields_ = [("slotID", c_ulong), ("state", c_ulong), ("flags", c_ulong),
                ("ulDeviceError", c_ulong)]


class MechanismInfo(ctypes.Structure):
    _fields_ = [("ulMinKeySize", c_ulong), ("ulMaxKeySize", c_ulong),
                ("flags", c_ulong)]


class Mechanism(ctypes.Structure):
    _fields_ = [("mechanism", c_ulong), ("pParameter", c_void_p),
                ("ulParameterLen", c_ulong)]


class Attribute(ctypes.Structure):
    _fields_ = [("type", c_ulong), ("pValue", c_void_p),
                ("ulValueLen", c_ulong)]


class Interface(ctypes.Structure):
    _fields_ = [("pInterfaceName", ctypes.c_char_p),
                ("pFunctionList", c_void_p), ("flags", c_ulong)]


class HkdfParams(ctypes.Structure):
    _fields_ = [("bExtract", c_ubyte), ("bExpand", c_ubyte),
                ("prfHashMechanism", c_ulong), ("ulSaltType", c_ulong),
                ("pSalt", c_void_p), ("ulSaltLen", c_ulong),
                ("hSaltKey", c_ulong), ("pInfo", c_void_p),
                ("ulInfoLen", c_ulong)]


# As elements: the name there, the member here, whether it is flags.
VERSIONS = [("HardwareVersion", "hardwareVersion", ""),
            ("FirmwareVersion", "firmwareVersion", "")]
INFO = [("CryptokiVersion", "cryptokiVersion", ""),
        ("ManufacturerID", "manufacturerID", ""), ("Flags", "flags", "CKF_"),
        ("LibraryDescription", "libraryDescription", ""),
        ("LibraryVersion", "libraryVersion", "")]
SLOT_INFO = [("SlotDescription", "slotDescription", ""),
             ("ManufacturerID", "manufacturerID", ""),
             ("Flags", "flags", "CKF_")] + VERSIONS
TOKEN_INFO = [("label", "label", ""),
              ("ManufacturerID", "manufacturerID", ""), ("model", "model", ""),
              ("serialNumber", "serialNumber", ""),
              ("Flags", "flags", "CKF_")] + \
    [(count, "ul" + count, "") for count in COUNTS] + VERSIONS + \
    [("utcTime", "utcTime", "")]
MECHANISM_INFO = [("MinKeySize", "ulMinKeySize", ""),
                  ("MaxKeySize", "ulMaxKeySize", ""),
                  ("Flags", "flags", "CKF_")]


class Library:
    """A module's C_ functions by name; CK_RV is unsigned."""

    def __init__(self, path):
        self.module = ctypes.CDLL(path)

    def __getattr__(self, name):
        function = getattr(self.module, name)
        function.restype = c_ulong
        return function


def load(path):
    return Library(path)


def ok(rv):
    if rv != CKR_OK:
        raise RuntimeError("%#x" % rv)


def template(pairs):
    """CK_ATTRIBUTEs for (type, bytes); the bytes live as long."""
    made = (Attribute * len(pairs))()
    made.values = [ctypes.create_string_buffer(v, len(v)) if v else None
                   for _, v in pairs]
    for a, (type_, value), room in zip(made, pairs, made.values):
        a.type, a.ulValueLen = type_, len(value)
        a.pValue = ctypes.cast(room, c_void_p) if room else None
    return made
