import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * {@code java LeaveOut.java UNUSED JAR...}: rewrites the jars without the entries that a line of the file UNUSED matches.
 * Each line is a glob. A line that matches no entry is an error, so that the list stays up to date.
 */
final class LeaveOut {
    public static void main(String... args) throws IOException {
        List<String> globs;
        try (Stream<String> lines = Files.lines(Path.of(args[0]))) {
            globs = lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        }
        List<Path> jars = Stream.of(args).skip(1).map(Path::of).toList();
        for (String glob : globs) {
            if (!anyMatches(matcher(glob), jars)) {
                throw new IOException("expected an entry of " + jars + " that matches, but none does: " + glob);
            }
        }
        for (Path jar : jars) {
            write(jar, globs.stream().map(LeaveOut::matcher).toList());
        }
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    private static boolean anyMatches(PathMatcher unused, List<Path> jars) throws IOException {
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                if (jar.stream().anyMatch(entry -> unused.matches(Path.of(entry.getName())))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void write(Path path, List<PathMatcher> unused) throws IOException {
        Path written = Path.of(path + ".new");
        try (JarFile jar = new JarFile(path.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (JarEntry entry : jar.stream().toList()) {
                Path name = Path.of(entry.getName());
                if (unused.stream().noneMatch(one -> one.matches(name))) {
                    JarEntry same = new JarEntry(entry.getName());
                    same.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(same);
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
        Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
