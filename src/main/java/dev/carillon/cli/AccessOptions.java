package dev.carillon.cli;

import dev.carillon.config.AccessSettings;
import dev.carillon.config.ConfigFile;
import dev.carillon.config.TokenSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve} for access control. */
final class AccessOptions {
    @Option(
            names = "--open",
            description = "Let every client do everything, also where other machines can reach --host.")
    private boolean open;

    @Option(
            names = "--token-key",
            split = ",",
            paramLabel = "FILE",
            description =
                    "Accept tokens (JWT) that this key signed: a public key in PEM, else the bytes of an HMAC secret;"
                            + " may be repeated.")
    private List<Path> tokenKeys = List.of();

    @Option(
            names = "--jwks",
            converter = Urls.class,
            paramLabel = "URL",
            description =
                    "Accept tokens that the keys at this URL signed (RFC 7517), such as those of an identity provider.")
    private @Nullable URI jwks;

    @Option(
            names = "--token-audience",
            paramLabel = "NAME",
            description = "Accept only tokens with this audience (aud).")
    private @Nullable String audience;

    @Option(names = "--token-issuer", paramLabel = "NAME", description = "Accept only tokens of this issuer (iss).")
    private @Nullable String issuer;

    /**
     * @param file the file of {@code --config}, if it is set
     */
    AccessSettings settings(Optional<ConfigFile> file) {
        TokenSettings tokens = new TokenSettings(
                tokenKeys, Optional.ofNullable(jwks), Optional.ofNullable(audience), Optional.ofNullable(issuer));
        AccessSettings flags = new AccessSettings(
                open, tokens, List.of(), AccessSettings.defaults().anonymous());
        return file.map(known -> flags.with(known.apiKeys(), known.anonymous())).orElse(flags);
    }
}
