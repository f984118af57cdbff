package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.Shares;
import dev.carillon.config.Sizes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completes the flags of a verb. A flag without a label gets the label of its type. The label selects the converter of
 * a value that is not a string. The default value is appended to the help of a flag, unless the help mentions it.
 */
final class FlagModel implements IModelTransformer {
    private static final Map<Class<?>, String> LABELS = Map.of(
            int.class, "N",
            Integer.class, "N",
            double.class, "SHARE",
            Double.class, "SHARE",
            Duration.class, "TIME",
            Rate.class, "RATE");

    private static final Map<String, ITypeConverter<?>> CONVERTERS = Map.ofEntries(
            Map.entry("N", new Counts()),
            Map.entry("SHARE", new Shares()),
            Map.entry("TIME", new Durations()),
            Map.entry("RATE", new Rates()),
            Map.entry("BYTES", new Sizes()));

    @Override
    public CommandSpec transform(CommandSpec verb) {
        for (OptionSpec flag : List.copyOf(verb.options())) {
            verb.remove(flag);
            verb.addOption(completed(flag));
        }
        return verb;
    }

    private static OptionSpec completed(OptionSpec flag) {
        OptionSpec.Builder completed = flag.toBuilder();
        // Without a paramLabel, picocli uses the field's name in angle brackets.
        String label = flag.paramLabel().startsWith("<")
                ? LABELS.getOrDefault(flag.type(), flag.paramLabel())
                : flag.paramLabel();
        completed.paramLabel(label);
        if (flag.type() != String.class && CONVERTERS.containsKey(label)) {
            completed.converters(CONVERTERS.get(label));
        }
        String help = String.join("", flag.description());
        if (flag.defaultValue() != null && !help.toLowerCase(Locale.ROOT).contains("default")) {
            completed.description(help.substring(0, help.length() - 1) + "; default ${DEFAULT-VALUE}.");
        }
        return completed.build();
    }
}
