package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.config.Shares;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completes the flags of a verb. A flag without a label has the label of its type, and is read as all flags of that type
 * are; the help of a flag ends with its default value, unless it says what the default is.
 */
final class FlagModel implements IModelTransformer {
    private static final Kind COUNT = new Kind("N", new Counts());
    private static final Kind SHARE = new Kind("SHARE", new Shares());
    private static final Map<Class<?>, Kind> KINDS = Map.of(
            int.class, COUNT,
            Integer.class, COUNT,
            double.class, SHARE,
            Double.class, SHARE,
            Duration.class, new Kind("TIME", new Durations()),
            Rate.class, new Kind("RATE", new Rates()));

    private record Kind(String label, ITypeConverter<?> converter) {}

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
        Kind kind = KINDS.get(flag.type());
        // picocli's own label is the name of the field.
        if (kind != null && flag.paramLabel().startsWith("<")) {
            completed.paramLabel(kind.label).converters(kind.converter);
        }
        String help = String.join("", flag.description());
        if (flag.defaultValue() != null && !help.toLowerCase(Locale.ROOT).contains("default")) {
            completed.description(help.substring(0, help.length() - 1) + "; default ${DEFAULT-VALUE}.");
        }
        return completed.build();
    }
}
