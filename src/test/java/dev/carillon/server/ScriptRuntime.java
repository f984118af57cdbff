package dev.carillon.server;

import dev.carillon.Npm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A runtime for scripts outside of a browser. */
enum ScriptRuntime {
    NODE,
    DENO,
    BUN;

    /** The command before the script; scripts can start a garbage collection. */
    List<String> command() throws IOException, InterruptedException {
        return switch (this) {
            case NODE -> List.of("node", "--expose-gc");
            case DENO -> List.of(installed("@deno", "deno"), "run", "--allow-all", "--v8-flags=--expose-gc");
            case BUN -> List.of(installed("@oven", "bun"), "--expose-gc");
        };
    }

    /** The program that npm installs for this machine. The wrapper in its package would start it as another process. */
    private static String installed(String scope, String program) throws IOException, InterruptedException {
        Path work = Path.of("target/runtimes");
        Npm.install(Path.of("src/test/js/runtimes"), work);
        try (Stream<Path> files = Files.walk(work.resolve("node_modules").resolve(scope))) {
            return files.filter(file -> file.endsWith(program) && Files.isRegularFile(file))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath()
                    .toString();
        }
    }
}
