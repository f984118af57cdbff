package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps the ids in an example to those of the service: another epoch, with the same distances. */
final class DocumentIds {
    private static final String EPOCH = "k3x9f2ab";

    private static final Pattern SHOWN = Pattern.compile(EPOCH + ":(\\d+)");
    private static final Pattern REAL = Pattern.compile("([A-Za-z0-9_-]{1,32}):(\\d+)");

    /** The placeholder for any text, and ids; all other text is literal. */
    private static final Pattern SPECIAL = Pattern.compile("…|" + SHOWN);

    private Optional<String> epoch = Optional.empty();
    private long difference;

    /** Replaces the ids of an example by the service's. */
    String real(String shown) {
        return SHOWN.matcher(shown)
                .replaceAll(id -> epoch.map(known -> known + ":" + (Long.parseLong(id.group(1)) + difference))
                        // An id that is not of this service.
                        .orElse(id.group()));
    }

    /** Requires that a received text matches the example. */
    void requireSame(String shown, String real) {
        Matcher whole = pattern(shown).matcher(real);
        assertThat(whole.matches()).as("expected %s, but was %s", shown, real).isTrue();
        Matcher ids = SHOWN.matcher(shown);
        for (int group = 1; ids.find(); group++) {
            requireSame(Long.parseLong(ids.group(1)), whole.group(group));
        }
    }

    private static Pattern pattern(String shown) {
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        for (Matcher special = SPECIAL.matcher(shown); special.find(); from = special.end()) {
            pattern.append(Pattern.quote(shown.substring(from, special.start())))
                    .append(special.group().equals("…") ? ".+" : "([A-Za-z0-9_-]{1,32}:\\d+)");
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(shown.substring(from))).toString());
    }

    private void requireSame(long shownOffset, String real) {
        Matcher id = REAL.matcher(real);
        assertThat(id.matches()).isTrue();
        long offset = Long.parseLong(id.group(2));
        if (epoch.isEmpty()) {
            epoch = Optional.of(id.group(1));
            difference = offset - shownOffset;
        }
        assertThat(real).isEqualTo(epoch.get() + ":" + (shownOffset + difference));
    }
}
