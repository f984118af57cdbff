package dev.carillon.cli;

import dev.carillon.server.Service;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon config}: checks the settings of {@code carillon serve} and prints them. */
@Command(
        name = "config",
        description = "Prints the settings that serve would use, and the source of each.",
        footer = {"", "Example: ${COMMAND-FULL-NAME} --config carillon.yaml --port 9000"})
public final class Config implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin(name = ServeOptions.NAME)
    private final ServeOptions options = new ServeOptions();

    @Option(
            names = "--format",
            defaultValue = "yaml",
            paramLabel = "yaml|json",
            description = "For --config, or for programs (${DEFAULT-VALUE}).")
    private Format format;

    private enum Format {
        YAML,
        JSON
    }

    @Override
    public Integer call() throws InterruptedException {
        StatedSettings stated = StatedSettings.of(spec, options);
        Serve.await(Service.check(stated.settings()), spec);
        PrintWriter out = spec.commandLine().getOut();
        SettingsText text = new SettingsText(stated);
        out.print(
                switch (format) {
                    case YAML -> text.yaml();
                    case JSON -> text.json();
                });
        out.flush();
        return 0;
    }
}
