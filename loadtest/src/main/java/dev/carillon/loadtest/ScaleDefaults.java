package dev.carillon.loadtest;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code scale}: those of {@code fanout} with other defaults, without those that it sets itself. */
final class ScaleDefaults implements IModelTransformer {
    private static final Map<String, String> DEFAULTS = Map.of(
            "--connections", "1m",
            "--per-address", "19k",
            "--handshakes", "50",
            "--keep-alive", "56s",
            "--keep-alive-by", "pong",
            "--handshake-timeout", "1m",
            "--patience", "3m",
            "--drain", "30s");

    private static final List<String> OWN = List.of("--workers", "--topics", "--publish-rate");

    @Override
    public CommandSpec transform(CommandSpec scale) {
        DEFAULTS.forEach((name, value) -> {
            OptionSpec option = scale.findOption(name);
            scale.remove(option);
            scale.addOption(option.toBuilder().defaultValue(value).build());
        });
        OWN.forEach(name -> scale.remove(scale.findOption(name)));
        // The URL.
        scale.remove(scale.positionalParameters().getFirst());
        return scale;
    }
}
