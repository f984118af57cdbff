package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.Rates;
import dev.carillon.config.YamlFields;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Phase.Levels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the phases of a scenario. The fields have the names of flags and accept the same values. */
final class PhaseFields {
    private static final List<String> KNOWN =
            List.of("name", "duration", "ramp", "connections", "publish-rate", "churn-rate");

    private final YamlFields yaml;
    private final Mistakes mistakes;
    private final Set<String> names = new HashSet<>();

    PhaseFields(YamlFields yaml, Mistakes mistakes) {
        this.yaml = yaml;
        this.mistakes = mistakes;
    }

    /**
     * Reads the valid phases, and records a mistake for each invalid one. A phase is a function of the levels before
     * it, because it keeps the levels for which it has no field.
     */
    List<Function<Levels, Phase>> read(Node node) {
        List<Function<Levels, Phase>> phases = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            mistakes.add(yaml.mistake(node, "phases must be a list, each with a name and a duration"));
            return phases;
        }
        int index = 0;
        for (Node each : sequence.getValue()) {
            try {
                readPhase("phases[" + index++ + "]", each).ifPresent(phases::add);
            } catch (InvalidConfig mistake) {
                mistakes.add(mistake);
            }
        }
        return phases;
    }

    private Optional<Function<Levels, Phase>> readPhase(String where, Node node) throws InvalidConfig {
        Map<String, Node> fields = yaml.fields(where, "duration: 30s", node);
        int before = mistakes.count();
        fields.forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                mistakes.addUnknown(where + "." + name, value, KNOWN);
            }
        });
        for (String needed : List.of("name", "duration")) {
            if (!fields.containsKey(needed)) {
                mistakes.add(yaml.mistake(node, where + "." + needed + " must be given"));
            }
        }
        Optional<String> name = field(where, fields, "name", text -> text);
        Optional<Duration> duration = field(where, fields, "duration", new Durations()::convert);
        Optional<Duration> ramp = field(where, fields, "ramp", new Durations()::convert);
        Optional<Integer> connections = field(where, fields, "connections", new Counts()::convert);
        Optional<Double> publishRate = field(where, fields, "publish-rate", PhaseFields::perSecond);
        Optional<Double> churnRate = field(where, fields, "churn-rate", PhaseFields::perSecond);
        if (name.isPresent() && !names.add(name.get())) {
            mistakes.add(yaml.mistake(node, where + ".name must be unique, but '" + name.get() + "' is used twice"));
        }
        if (mistakes.count() > before) {
            return Optional.empty();
        }
        Function<Levels, Phase> phase = levels -> new Phase(
                name.orElseThrow(),
                ramp.or(() -> duration).orElseThrow(),
                duration.orElseThrow(),
                new Levels(
                        connections.orElse(levels.connections()),
                        publishRate.orElse(levels.publishRate()),
                        churnRate.orElse(levels.churnRate())));
        return isValid(phase, where, fields, node) ? Optional.of(phase) : Optional.empty();
    }

    /**
     * Checks the phase with arbitrary levels before it. If the message of a mistake begins with a field's name, the
     * mistake has the line of that field, otherwise the line of the phase.
     */
    private boolean isValid(Function<Levels, Phase> phase, String where, Map<String, Node> fields, Node node) {
        try {
            return phase.apply(new Levels(1, 0, 0)).duration().isPositive();
        } catch (IllegalArgumentException broken) {
            String message = String.valueOf(broken.getMessage());
            Node at = fields.getOrDefault(message.substring(0, message.indexOf(' ')), node);
            mistakes.add(yaml.mistake(at, where + "." + message));
            return false;
        }
    }

    private <T> Optional<T> field(String where, Map<String, Node> fields, String name, Function<String, T> reader) {
        Node node = fields.get(name);
        try {
            return node == null ? Optional.empty() : Optional.of(yaml.value(where + "." + name, node, reader));
        } catch (InvalidConfig mistake) {
            mistakes.add(mistake);
            return Optional.empty();
        }
    }

    /** Events per second, from a rate or 0. */
    private static double perSecond(String text) {
        return text.equals("0") || text.equals("0/s")
                ? 0
                : new Rates().convert(text).perSecond();
    }
}
