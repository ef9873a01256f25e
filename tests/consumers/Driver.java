// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A Java program that runs for a long time: {@code Driver CONFIGURATION PIN}.
 * Obeys one line at a time and answers "ok" or "refused" with the reason; a
 * key, once looked up, is used until "forget" is said.
 */
final class Driver {
	private interface Verb {
		void run(String[] words) throws Exception;
	}

	private final Token token;
	private final Map<String, Key> keys = new HashMap<>();
	private final Map<String, Verb> verbs = new HashMap<>();

	private Driver(Token token) {
		this.token = token;
		verbs.put("encrypt", w -> write(w[3], encrypt(w[1], read(w[2]))));
		verbs.put("decrypt", w -> write(w[3], decrypt(w[1], read(w[2]))));
		verbs.put("wrap", w -> write(w[3], wrap(w[1], read(w[2]))));
		verbs.put("unwrap", w -> write(w[3], unwrap(w[1], read(w[2]))));
		verbs.put("sign", w -> write(w[3], sign(w[1], read(w[2]))));
		verbs.put("forget", w -> {
			keys.clear();
			token.load();
		});
		verbs.put("wraps", w -> Cipher.getInstance(Token.WRAP_PADDED,
		    token.provider));
	}

	private static byte[] read(String path) throws Exception {
		return Files.readAllBytes(Path.of(path));
	}

	private static void write(String path, byte[] data) throws Exception {
		Files.write(Path.of(path), data);
	}

	private Key key(String alias) throws Exception {
		Key key = keys.get(alias);

		if (key == null) {
			key = token.keys.getKey(alias, null);
			if (key == null)
				throw new Exception("no key " + alias);
			keys.put(alias, key);
		}
		return key;
	}

	private Cipher gcm(int mode, String alias, byte[] iv) throws Exception {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding",
		    token.provider);

		cipher.init(mode, key(alias), new GCMParameterSpec(128, iv));
		cipher.updateAAD(alias.getBytes());
		return cipher;
	}

	/** 12 bytes of IV, then what AES-GCM gives. */
	private byte[] encrypt(String alias, byte[] in) throws Exception {
		byte[] iv = new byte[12], sealed, out;

		new SecureRandom().nextBytes(iv);
		sealed = gcm(Cipher.ENCRYPT_MODE, alias, iv).doFinal(in);
		out = Arrays.copyOf(iv, iv.length + sealed.length);
		System.arraycopy(sealed, 0, out, iv.length, sealed.length);
		return out;
	}

	private byte[] decrypt(String alias, byte[] in) throws Exception {
		return gcm(Cipher.DECRYPT_MODE, alias, Arrays.copyOf(in, 12))
		    .doFinal(in, 12, in.length - 12);
	}

	private byte[] wrap(String alias, byte[] in) throws Exception {
		Cipher cipher = Cipher.getInstance(Token.WRAP_PADDED,
		    token.provider);

		cipher.init(Cipher.WRAP_MODE, key(alias));
		return cipher.wrap(new SecretKeySpec(in, "AES"));
	}

	private byte[] unwrap(String alias, byte[] in) throws Exception {
		Cipher cipher = Cipher.getInstance(Token.WRAP_PADDED,
		    token.provider);

		cipher.init(Cipher.UNWRAP_MODE, key(alias));
		return cipher.unwrap(in, "AES", Cipher.SECRET_KEY).getEncoded();
	}

	private byte[] sign(String alias, byte[] in) throws Exception {
		Signature s = Signature.getInstance("SHA256withECDSA",
		    token.provider);

		s.initSign((PrivateKey) key(alias));
		s.update(in);
		return s.sign();
	}

	private String answer(String line) {
		String[] words = line.split(" ");
		Verb verb = verbs.get(words[0]);

		if (verb == null)
			return "unknown " + words[0];
		try {
			verb.run(words);
			return "ok";
		} catch (Exception e) {
			StringBuilder text = new StringBuilder("refused");

			for (Throwable t = e; t != null; t = t.getCause())
				text.append(": ").append(t);
			return text.toString().replace('\n', ' ');
		}
	}

	public static void main(String[] args) throws Exception {
		Driver driver = new Driver(new Token(args[0], args[1]));
		BufferedReader in = new BufferedReader(
		    new InputStreamReader(System.in));
		String line;

		System.out.println("ready");
		while ((line = in.readLine()) != null)
			System.out.println(driver.answer(line));
	}
}
