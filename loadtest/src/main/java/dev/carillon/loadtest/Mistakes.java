package dev.carillon.loadtest;

import dev.carillon.config.InvalidConfig;
import dev.carillon.config.Nearest;
import dev.carillon.config.YamlFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** All mistakes in a file, in the order in which they were found. */
final class Mistakes {
    private final YamlFields yaml;
    private final List<String> found = new ArrayList<>();

    Mistakes(YamlFields yaml) {
        this.yaml = yaml;
    }

    void add(InvalidConfig mistake) {
        found.add(String.valueOf(mistake.getMessage()));
    }

    /** Adds a field that does not exist; {@code name} is its name or its path, {@code where.field}. */
    void addUnknown(String name, Node node, Collection<String> known) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        add(yaml.mistake(
                node,
                "'" + name + "' is not a field" + Nearest.question(last, known) + "; expected one of "
                        + String.join(", ", known)));
    }

    int count() {
        return found.size();
    }

    /** The text of all mistakes, one line each. */
    String text() {
        return String.join("\n", found);
    }
}
