package dev.carillon.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.security.Key;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a new token.
 *
 * @param subject the client or user of the token
 * @param audience the service that accepts it
 * @param issuer the system that makes it
 */
public record TokenRequest(
        Permissions permissions,
        Validity validity,
        Optional<String> subject,
        Optional<String> audience,
        Optional<String> issuer) {

    /** When it is valid. */
    public record Validity(Instant issuedAt, Optional<Instant> notBefore, Instant expires) {}

    /** The token, signed with {@code key}, which {@link dev.carillon.auth.KeyFile#signing} has read. */
    public String signed(Key key) {
        try {
            JWSSigner signer = Algorithms.signer(key);
            JWSHeader header = new JWSHeader.Builder(Algorithms.usual(signer))
                    .type(JOSEObjectType.JWT)
                    .build();
            SignedJWT token = new SignedJWT(header, claims());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException("the key was checked, but cannot sign: " + failure.getMessage(), failure);
        }
    }

    /** The token with a signature that was made elsewhere. */
    String withSignature(JWSAlgorithm algorithm, byte[] signature) {
        JWSHeader header = new JWSHeader.Builder(algorithm).build();
        return header.toBase64URL() + "." + claims().toPayload().toBase64URL() + "." + Base64URL.encode(signature);
    }

    private JWTClaimsSet claims() {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issueTime(Date.from(validity.issuedAt()))
                .expirationTime(Date.from(validity.expires()));
        validity.notBefore().ifPresent(begin -> claims.notBeforeTime(Date.from(begin)));
        subject.ifPresent(claims::subject);
        audience.ifPresent(claims::audience);
        issuer.ifPresent(claims::issuer);
        claims.claim("carillon.subscribe", texts(permissions.subscribe()));
        claims.claim("carillon.publish", texts(permissions.publish()));
        return claims.build();
    }

    private static List<String> texts(List<TopicPattern> patterns) {
        return patterns.stream().map(TopicPattern::value).toList();
    }
}
