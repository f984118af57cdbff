package dev.carillon.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lets each flag be given in the environment too: {@code --idle-timeout} as {@code CARILLON_IDLE_TIMEOUT}. */
public final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    public EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Null, as picocli wants it, where the environment says nothing: then the flag's own default stands. */
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        // CARILLON_VERSION is a likely variable of an image, and asks for nothing.
        return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
                ? environment.get(variableOf(option))
                : null;
    }

    private static String variableOf(OptionSpec option) {
        String name = option.longestName().replaceFirst("^-+", "");
        return "CARILLON_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
