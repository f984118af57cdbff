package dev.carillon.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes valid and invalid tokens with the JDK only, so that tokens are not made by the code that verifies them. */
final class Forge {
    static final long NOW_SECONDS = 1_800_000_000;

    static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    static final KeyPair RSA = pair("RSA");
    static final KeyPair EC = pair("EC");
    static final KeyPair ED25519 = pair("Ed25519");

    /** Claims of a token that is valid for an hour. */
    static final String CLAIMS = claims("\"carillon.subscribe\":[\"news.**\"],\"carillon.publish\":[\"chat.*\"]");

    private Forge() {}

    static String claims(String more) {
        return "{\"sub\":\"ann\",\"exp\":%d%s}".formatted(NOW_SECONDS + 3600, more.isEmpty() ? "" : "," + more);
    }

    static String hs256(String claims) {
        return hmac("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, SECRET.getBytes(US_ASCII));
    }

    static String hmac(String header, String claims, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HMAC"));
            String text = base64(header) + "." + base64(claims);
            return text + "." + base64(mac.doFinal(text.getBytes(US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** With the usual algorithm of {@code key}. */
    static String signed(KeyPair key, String claims) {
        return signed(key, "{\"alg\":\"" + algorithm(key) + "\"}", claims);
    }

    static String signed(KeyPair key, String header, String claims) {
        String text = base64(header) + "." + base64(claims);
        return text + "." + base64(signature(key, text));
    }

    static String algorithm(KeyPair key) {
        return switch (key.getPublic()) {
            case RSAPublicKey rsa -> "RS256";
            case ECPublicKey ec -> "ES256";
            default -> "EdDSA";
        };
    }

    private static byte[] signature(KeyPair key, String text) {
        String algorithm = switch (key.getPublic()) {
            case RSAPublicKey rsa -> "SHA256withRSA";
            case ECPublicKey ec -> "SHA256withECDSAinP1363Format";
            default -> "Ed25519";
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key.getPrivate());
            signing.update(text.getBytes(US_ASCII));
            return signing.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static KeyPair pair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (!kind.equals("Ed25519")) {
                generator.initialize(kind.equals("EC") ? 256 : 2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String base64(String text) {
        return base64(text.getBytes(UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static Path file(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A member of a JSON Web Key Set. */
    static String jwk(String kid, PublicKey key) {
        String material = switch (key) {
            case RSAPublicKey rsa ->
                "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\""
                        .formatted(base64(unsigned(rsa.getModulus().toByteArray(), 256)));
            case ECPublicKey ec ->
                "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\""
                        .formatted(
                                base64(unsigned(ec.getW().getAffineX().toByteArray(), 32)),
                                base64(unsigned(ec.getW().getAffineY().toByteArray(), 32)));
            case EdECPublicKey ed ->
                // The last bytes of its SubjectPublicKeyInfo.
                "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"".formatted(base64(unsigned(ed.getEncoded(), 32)));
            default -> throw new IllegalArgumentException(key.getAlgorithm());
        };
        return "{\"kid\":\"" + kid + "\"," + material + "}";
    }

    static String jwks(String... members) {
        return "{\"keys\":[" + String.join(",", members) + "]}";
    }

    private static byte[] unsigned(byte[] number, int length) {
        byte[] bytes = new byte[length];
        int taken = Math.min(number.length, length);
        System.arraycopy(number, number.length - taken, bytes, length - taken, taken);
        return Arrays.copyOf(bytes, length);
    }
}
