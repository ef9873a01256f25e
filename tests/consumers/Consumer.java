// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What Java programs do with a token, each in the plainest way:
 * {@code Consumer CONFIGURATION PIN FILE}. The key "web" with its certificate
 * was made with keytool before.
 */
final class Consumer {
	private interface Check {
		void run() throws Exception;
	}

	private static final SecureRandom RANDOM = new SecureRandom();
	private final Token token;
	private final byte[] file;
	private boolean failed;

	private Consumer(String[] args) throws Exception {
		token = new Token(args[0], args[1]);
		file = Files.readAllBytes(Path.of(args[2]));
	}

	private void check(String what, Check check) {
		try {
			check.run();
			System.out.println("ok " + what);
		} catch (Exception | AssertionError e) {
			failed = true;
			System.out.println("FAILED " + what);
			e.printStackTrace(System.out);
		}
	}

	private static void that(boolean holds, String what) {
		if (!holds)
			throw new AssertionError(what);
	}

	private static byte[] random(int len) {
		byte[] bytes = new byte[len];

		RANDOM.nextBytes(bytes);
		return bytes;
	}

	// ---- AES-GCM ----

	private Cipher gcm(int mode, Key key, byte[] iv, byte[] aad)
	    throws Exception {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding",
		    token.provider);

		cipher.init(mode, key, new GCMParameterSpec(128, iv));
		if (aad != null)
			cipher.updateAAD(aad);
		return cipher;
	}

	/** The whole stream through update, in pieces of a few kilobytes. */
	private static byte[] stream(Cipher cipher, byte[] in)
	    throws Exception {
		InputStream from = new ByteArrayInputStream(in);
		ByteArrayOutputStream to = new ByteArrayOutputStream();
		byte[] piece = new byte[4093];
		int got;

		while ((got = from.read(piece)) > 0) {
			byte[] out = cipher.update(piece, 0, got);
			if (out != null)
				to.write(out);
		}
		to.write(cipher.doFinal());
		return to.toByteArray();
	}

	private void roundTrip(Key key) throws Exception {
		byte[] aad = "what it is for".getBytes();

		for (byte[] with : new byte[][] { null, aad }) {
			byte[] iv = random(12);
			byte[] sealed = gcm(Cipher.ENCRYPT_MODE, key, iv, with)
			    .doFinal(file);

			that(sealed.length == file.length + 16, "length");
			that(Arrays.equals(file, gcm(Cipher.DECRYPT_MODE, key,
			    iv, with).doFinal(sealed)), "what comes back");
			that(Arrays.equals(file, stream(gcm(
			    Cipher.DECRYPT_MODE, key, iv, with), sealed)),
			    "what comes back in pieces");
			that(Arrays.equals(sealed, stream(gcm(
			    Cipher.ENCRYPT_MODE, key, iv, with), file)),
			    "encrypted in pieces");
			refusesAltered(key, iv, with, sealed);
		}
	}

	private void refusesAltered(Key key, byte[] iv, byte[] aad,
	    byte[] sealed) throws Exception {
		byte[] bad = sealed.clone();

		bad[bad.length / 2] ^= 1;
		try {
			gcm(Cipher.DECRYPT_MODE, key, iv, aad).doFinal(bad);
			throw new AssertionError("altered text decrypts");
		} catch (AEADBadTagException e) {
			return;
		}
	}

	private SecretKey generated() throws Exception {
		KeyGenerator generator = KeyGenerator.getInstance("AES",
		    token.provider);

		generator.init(256);
		return generator.generateKey();
	}

	private SecretKey stored(String alias) throws Exception {
		SecretKey key = (SecretKey) token.keys.getKey(alias, null);

		that(key != null, "there is no key " + alias);
		return key;
	}

	private void checkGcm() {
		check("AES-GCM under a session key",
		    () -> roundTrip(generated()));
		check("AES-GCM as others compute it", () -> {
			byte[] value = random(32), iv = random(12);
			SecretKeySpec key = new SecretKeySpec(value, "AES");
			Cipher other = Cipher.getInstance("AES/GCM/NoPadding",
			    "SunJCE");

			other.init(Cipher.ENCRYPT_MODE, key,
			    new GCMParameterSpec(128, iv));
			that(Arrays.equals(other.doFinal(file),
			    gcm(Cipher.ENCRYPT_MODE, key, iv, null)
			    .doFinal(file)), "ciphertext");
		});
		check("AES-GCM under a key of keytool's",
		    () -> roundTrip(stored("keytool-secret")));
	}

	// ---- keys in the key store ----

	private void checkStore() {
		check("a session key is stored with setEntry", () -> {
			SecretKey session = generated();
			byte[] iv = random(12);
			byte[] sealed = gcm(Cipher.ENCRYPT_MODE, session, iv,
			    null).doFinal(file);

			token.keys.setEntry("data-key",
			    new KeyStore.SecretKeyEntry(session), null);
			that(Arrays.equals(file, gcm(Cipher.DECRYPT_MODE,
			    stored("data-key"), iv, null).doFinal(sealed)),
			    "the stored key is another");
			roundTrip(stored("data-key"));
		});
		check("a software key is stored with setEntry", () -> {
			token.keys.setEntry("imported-key",
			    new KeyStore.SecretKeyEntry(
			    new SecretKeySpec(random(32), "AES")), null);
			roundTrip(stored("imported-key"));
		});
		check("getEntry gives the key back", () -> {
			KeyStore.SecretKeyEntry entry = (KeyStore.SecretKeyEntry)
			    token.keys.getEntry("data-key", null);

			roundTrip(entry.getSecretKey());
		});
		check("a token key has no encoding", () -> {
			for (String alias : new String[] { "data-key",
			    "imported-key", "web" }) {
				Key key = token.keys.getKey(alias, null);

				that(key.getEncoded() == null, alias);
			}
		});
		check("setEntry over an existing alias", this::replace);
		check("deleteEntry", () -> {
			token.keys.deleteEntry("imported-key");
			that(!token.keys.containsAlias("imported-key"),
			    "the alias is still there");
			that(token.keys.getKey("imported-key", null) == null,
			    "the key is still there");
		});
		check("aliases", () -> that(Collections.list(
		    token.keys.aliases()).containsAll(Arrays.asList("web",
		    "data-key", "keytool-secret")), "one is missing"));
	}

	private void replace() throws Exception {
		SecretKey session = generated();
		byte[] iv = random(12);
		byte[] sealed = gcm(Cipher.ENCRYPT_MODE, session, iv, null)
		    .doFinal(file);

		token.keys.setEntry("data-key",
		    new KeyStore.SecretKeyEntry(session), null);
		token.keys.setEntry("data-key-too",
		    new KeyStore.SecretKeyEntry(session), null);
		for (String alias : new String[] { "data-key",
		    "data-key-too" })
			that(Arrays.equals(file, gcm(Cipher.DECRYPT_MODE,
			    stored(alias), iv, null).doFinal(sealed)), alias);
	}

	// ---- key wrapping ----

	private void wrapRoundTrip(String algorithm, Key kek) throws Exception {
		SecretKeySpec key = new SecretKeySpec(random(32), "AES");
		Cipher cipher = Cipher.getInstance(algorithm, token.provider);
		byte[] wrapped;

		cipher.init(Cipher.WRAP_MODE, kek);
		wrapped = cipher.wrap(key);
		that(wrapped.length == 40, "length");
		cipher.init(Cipher.UNWRAP_MODE, kek);
		that(Arrays.equals(key.getEncoded(), cipher.unwrap(wrapped,
		    "AES", Cipher.SECRET_KEY).getEncoded()), "unwrapped");
		wrapped[3] ^= 1;
		cipher.init(Cipher.UNWRAP_MODE, kek);
		try {
			cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
		} catch (InvalidKeyException e) {
			return;
		}
		throw new AssertionError("an altered key unwraps");
	}

	/** The provider knows key wrapping from Java 18 on. */
	private void checkWrap() {
		boolean able = Runtime.version().feature() >= 18;

		if (!able && !token.offers("Cipher", "AESWrap")) {
			System.out.println("left out: key wrapping, which the "
			    + "PKCS #11 provider of Java "
			    + Runtime.version().feature() + " lacks");
			return;
		}
		for (String algorithm : new String[] { "AESWrap", Token.WRAP,
		    Token.WRAP_PADDED }) {
			check(algorithm + " under a session key",
			    () -> wrapRoundTrip(algorithm, generated()));
			check(algorithm + " under a token key",
			    () -> wrapRoundTrip(algorithm,
			    stored("wrap-key")));
		}
	}

	// ---- ECDSA ----

	private KeyPair pair(String curve) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("EC",
		    token.provider);

		generator.initialize(new ECGenParameterSpec(curve));
		return generator.generateKeyPair();
	}

	private byte[] sign(String algorithm, PrivateKey key, byte[] data)
	    throws Exception {
		Signature s = Signature.getInstance(algorithm, token.provider);

		s.initSign(key);
		s.update(data);
		return s.sign();
	}

	private static boolean verify(Signature s, PublicKey key, byte[] data,
	    byte[] signature) throws Exception {
		s.initVerify(key);
		s.update(data);
		return s.verify(signature);
	}

	/** Signed in the token, verified there and in software. */
	private void signRoundTrip(String algorithm, KeyPair pair, byte[] data)
	    throws Exception {
		PublicKey outside = KeyFactory.getInstance("EC", "SunEC")
		    .generatePublic(new X509EncodedKeySpec(
		    pair.getPublic().getEncoded()));
		byte[] signature = sign(algorithm, pair.getPrivate(), data);
		byte[] other = data.clone();

		other[0] ^= 1;
		for (String provider : new String[] { "SunEC",
		    token.provider.getName() }) {
			Signature s = Signature.getInstance(algorithm,
			    provider);

			that(verify(s, outside, data, signature), provider);
			that(!verify(s, outside, other, signature),
			    provider + " accepts what was not signed");
		}
	}

	private void checkSignatures() {
		for (String curve : new String[] { "secp256r1", "secp384r1" }) {
			for (String algorithm : new String[] {
			    "SHA256withECDSA", "SHA384withECDSA",
			    "SHA512withECDSA" })
				check(algorithm + ", " + curve,
				    () -> signRoundTrip(algorithm,
				    pair(curve), file));
			check("NONEwithECDSA, " + curve,
			    () -> signRoundTrip("NONEwithECDSA", pair(curve),
			    random(32)));
			check("many signatures, " + curve, () -> {
				KeyPair pair = pair(curve);

				for (int i = 0; i < 50; i++)
					signRoundTrip("SHA256withECDSA", pair,
					    random(100));
			});
		}
		check("the key of a certificate", () -> {
			PrivateKey key = (PrivateKey) token.keys.getKey("web",
			    null);
			X509Certificate certificate = (X509Certificate)
			    token.keys.getCertificate("web");
			Signature s = Signature.getInstance("SHA256withECDSA",
			    "SunEC");

			certificate.verify(certificate.getPublicKey());
			that(verify(s, certificate.getPublicKey(), file,
			    sign("SHA256withECDSA", key, file)), "signature");
		});
	}

	// ---- digests and random bytes ----

	private void checkDigest(String name) throws Exception {
		MessageDigest ours = MessageDigest.getInstance(name,
		    token.provider);
		MessageDigest theirs = MessageDigest.getInstance(name, "SUN");

		that(Arrays.equals(theirs.digest(file), ours.digest(file)),
		    "at once");
		for (int i = 0; i < file.length; i += 1000)
			ours.update(file, i, Math.min(1000, file.length - i));
		that(Arrays.equals(theirs.digest(file), ours.digest()),
		    "in pieces");
		that(Arrays.equals(theirs.digest(), ours.digest()), "of nothing");
	}

	/** A copy made half way goes its own way. */
	private void checkClone() throws Exception {
		MessageDigest one = MessageDigest.getInstance("SHA-256",
		    token.provider);
		MessageDigest two;

		one.update(file, 0, 5000);
		try {
			two = (MessageDigest) one.clone();
		} catch (CloneNotSupportedException e) {
			System.out.println("left out: " + e.getCause());
			return;
		}
		one.update(file, 5000, 1000);
		two.update(file, 5000, 2000);
		that(Arrays.equals(MessageDigest.getInstance("SHA-256", "SUN")
		    .digest(Arrays.copyOf(file, 6000)), one.digest()),
		    "the first");
		that(Arrays.equals(MessageDigest.getInstance("SHA-256", "SUN")
		    .digest(Arrays.copyOf(file, 7000)), two.digest()),
		    "the copy");
	}

	private void checkRest() {
		for (String name : new String[] { "SHA-256", "SHA-384",
		    "SHA-512" })
			check(name, () -> checkDigest(name));
		check("clone of a digest", this::checkClone);
		check("SecureRandom", () -> {
			SecureRandom random = SecureRandom.getInstance(
			    "PKCS11", token.provider);
			byte[] one = new byte[1000], two = new byte[1000];

			random.nextBytes(one);
			random.nextBytes(two);
			that(!Arrays.equals(one, two), "twice the same");
			that(!Arrays.equals(one, new byte[1000]), "zeroes");
		});
	}

	public static void main(String[] args) throws Exception {
		Consumer c = new Consumer(args);

		c.checkGcm();
		c.checkStore();
		c.checkWrap();
		c.checkSignatures();
		c.checkRest();
		System.exit(c.failed ? 1 : 0);
	}
}
