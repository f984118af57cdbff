package dev.carillon.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.auth.Pem.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file with a key for tokens: PEM, or else the bytes of an HMAC secret. If the secret is one line of text, its line
 * end is not part of it; in a file with other bytes than text, all bytes are.
 *
 * <p>Public data must not become a secret, or every client could sign with it. So a public key in a form other than PEM
 * is refused.
 */
public final class KeyFile {
    /** The length of the hash of HS256 (RFC 7518, 3.2). */
    private static final int SECRET_BYTES_MIN = 32;

    private static final int BYTES_MAX = 64 * 1024;

    private static final String SECRET = "an HMAC secret of at least " + SECRET_BYTES_MIN + " bytes";
    private static final String VERIFIES = "a public key in PEM or " + SECRET;
    private static final String SIGNS = "a private key in PEM or " + SECRET;

    private final String setting;
    private final Path file;
    private final String law;

    private KeyFile(String setting, Path file, String law) {
        this.setting = setting;
        this.file = file;
        this.law = law;
    }

    /**
     * A key that verifies signatures: a public key or a secret.
     *
     * @param setting the setting that error messages name, such as {@code --token-key}
     * @throws IllegalArgumentException when {@code file} has none
     */
    public static Key verifying(String setting, Path file) {
        return new KeyFile(setting, file, VERIFIES).verifying();
    }

    /**
     * A key that signs: a private key or a secret.
     *
     * @throws IllegalArgumentException when {@code file} has none
     */
    public static Key signing(String setting, Path file) {
        return new KeyFile(setting, file, SIGNS).signing();
    }

    /**
     * A secret that is not a key for tokens.
     *
     * @throws IllegalArgumentException when {@code file} has none
     */
    public static Key secret(String setting, Path file) {
        KeyFile secret = new KeyFile(setting, file, "a secret of at least " + SECRET_BYTES_MIN + " bytes");
        return secret.secret(secret.bytes());
    }

    private Key verifying() {
        byte[] bytes = bytes();
        Optional<Pem> read = pem(bytes);
        if (read.isEmpty()) {
            return secret(bytes);
        }
        Pem pem = read.get();
        if (pem.hasPrivate()) {
            throw mistake(
                    "which has a private key; its public key is what openssl pkey -in " + file + " -pubout prints");
        }
        return pem.labelled("CERTIFICATE").stream()
                .findFirst()
                .map(first -> known(() -> PublicKeys.ofCertificate(first.der())))
                .orElseGet(() -> publicKey(pem));
    }

    private PublicKey publicKey(Pem pem) {
        if (!pem.labelled("RSA PUBLIC KEY").isEmpty()) {
            throw mistake("which has an RSA PUBLIC KEY; openssl rsa -RSAPublicKey_in -in " + file
                    + " -pubout prints it as a PUBLIC KEY");
        }
        Block block = only(pem.labelled("PUBLIC KEY"), "PUBLIC KEY");
        return known(() -> PublicKeys.of(block.der()));
    }

    private Key signing() {
        byte[] bytes = bytes();
        Optional<Pem> read = pem(bytes);
        if (read.isEmpty()) {
            return secret(bytes);
        }
        Pem pem = read.get();
        if (!pem.hasPrivate()) {
            throw mistake("which has no private key; a public key verifies tokens, and cannot sign one");
        }
        if (pem.labelled("PRIVATE KEY").isEmpty()) {
            throw mistake("whose key is encrypted or in an older form; openssl pkcs8 -topk8 -nocrypt -in " + file
                    + " prints it as a PRIVATE KEY");
        }
        Block block = only(pem.labelled("PRIVATE KEY"), "PRIVATE KEY");
        return known(() -> PrivateKeys.of(block.der()));
    }

    private Block only(List<Block> blocks, String label) {
        if (blocks.size() != 1) {
            throw mistake("which has " + (blocks.isEmpty() ? "no" : "more than one") + " " + label);
        }
        return blocks.getFirst();
    }

    /** Calls one of the JDK's key factories. */
    private interface Reading<K> {
        K read() throws UnusableKey;
    }

    private <K> K known(Reading<K> reading) {
        try {
            return reading.read();
        } catch (UnusableKey unusable) {
            throw mistake(String.valueOf(unusable.getMessage()));
        } catch (IllegalArgumentException notBase64) {
            throw mistake("whose PEM cannot be read: " + notBase64.getMessage());
        }
    }

    /** Also recognises PEM in UTF-16, in which every other byte is 0. */
    private Optional<Pem> pem(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1).replace("\0", "");
        try {
            return Pem.isMeant(text) ? Optional.of(Pem.of(text)) : Optional.empty();
        } catch (IllegalArgumentException broken) {
            throw mistake("whose PEM cannot be read: " + broken.getMessage());
        }
    }

    private Key secret(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        if (text.startsWith("{") || text.startsWith("ssh-") || Der.isMeant(bytes) || Der.isMeantInBase64(text)) {
            throw mistake("which has a key in a form other than PEM (openssl pkey prints PEM; a JSON Web Key Set is for"
                    + " --jwks)");
        }
        byte[] secret = isLine(bytes) ? withoutLineEnd(bytes) : bytes;
        if (secret.length < SECRET_BYTES_MIN) {
            throw mistake("which has " + secret.length + " bytes; carillon keygen makes keys");
        }
        return new SecretKeySpec(secret, "HMAC");
    }

    private static boolean isLine(byte[] bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(withoutLineEnd(bytes)))
                    .codePoints()
                    .noneMatch(Character::isISOControl);
        } catch (CharacterCodingException otherBytes) {
            return false;
        }
    }

    private static byte[] withoutLineEnd(byte[] bytes) {
        int end = bytes.length;
        end -= end > 0 && bytes[end - 1] == '\n' ? 1 : 0;
        end -= end < bytes.length && end > 0 && bytes[end - 1] == '\r' ? 1 : 0;
        return Arrays.copyOf(bytes, end);
    }

    private byte[] bytes() {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > BYTES_MAX) {
                throw mistake("which has more than " + BYTES_MAX + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            throw new IllegalArgumentException(setting + " must be " + law + ", but there is no " + file, absent);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    setting + " must be " + law + ", but " + file + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private IllegalArgumentException mistake(String why) {
        return new IllegalArgumentException(setting + " must be " + law + ", was " + file + ", " + why);
    }
}
