package dev.carillon.cli;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.NewKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon keygen}: makes keys for tokens, and API keys. */
@Command(
        name = "keygen",
        description = {
            "Makes a key, and never overwrites one.",
            "hs256: an HMAC secret in FILE, which makes tokens and verifies them.",
            "ed25519, es256, rs256: a private key in FILE, which makes tokens, and its public key in FILE.pub, which"
                    + " verifies them.",
            "api: an API key, printed once, and the lines for the file of --config on standard error."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:made", "1:the file cannot be written", "2:the command line is wrong, or the file is there"},
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} ed25519 token.key",
            "  ${COMMAND-FULL-NAME} api billing > billing.key"
        })
public final class Keygen implements Callable<Integer> {
    private static final String API = "api";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KIND", description = "hs256, ed25519, es256, rs256, or api.")
    private String kind = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE|NAME",
            description = "File to write; for api the name of the client that uses the key.")
    private String target = "";

    @Override
    public Integer call() {
        return kind.equals(API) ? apiKey() : tokenKey(tokenKind(), Path.of(target));
    }

    private NewKey.Kind tokenKind() {
        for (NewKey.Kind known : NewKey.Kind.values()) {
            if (known.toString().equals(kind)) {
                return known;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "KIND must be hs256, ed25519, es256, rs256 or api, was '" + kind + "'");
    }

    private int apiKey() {
        String name;
        try {
            name = ApiKey.requireName(target);
        } catch (IllegalArgumentException mistake) {
            throw new ParameterException(spec.commandLine(), "NAME: " + mistake.getMessage(), mistake);
        }
        String key = ApiKey.generate();
        PrintWriter err = spec.commandLine().getErr();
        err.println("# The key is on standard output, and nowhere else. For the file of carillon serve --config:");
        err.println("api-keys:");
        err.println("  - name: " + name);
        err.println("    sha256: " + ApiKey.Hash.of(key).hex());
        err.println("    subscribe: []  # patterns of topics, such as news.**");
        err.println("    publish: []");
        err.flush();
        print(key);
        return 0;
    }

    private int tokenKey(NewKey.Kind kind, Path file) {
        NewKeyFiles files = new NewKeyFiles(file);
        files.existing().ifPresent(existing -> {
            throw new ParameterException(spec.commandLine(), "FILE must not be there yet, but " + existing + " is");
        });
        try {
            files.write(NewKey.of(kind)).forEach(this::print);
            return 0;
        } catch (IOException failure) {
            spec.commandLine().getErr().println("cannot write " + failure.getMessage());
            return 1;
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
