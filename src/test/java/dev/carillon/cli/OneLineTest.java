package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
    private static final OneLine FILE = new OneLine(false);
    private static final OneLine TERMINAL = new OneLine(true);

    @Test
    void lineBreaksTabsAndBackslashesOfATextAreEscapedEverywhere() {
        assertThat(FILE.text("a\nb\r\tc\\n")).isEqualTo("a\\nb\\r\\tc\\\\n");
        assertThat(TERMINAL.text("a\nb\r\tc\\n")).isEqualTo("a\\nb\\r\\tc\\\\n");
    }

    @ParameterizedTest
    @CsvSource({
        "001b", "0000", "0007", "0008", "000b", "000c", "007f", "0085", "009b", "061c", "200e", "200f", "2028", "2029",
        "202a", "202b", "202c", "202d", "202e", "2066", "2067", "2068", "2069"
    })
    void controlCharactersAreEscapedOnlyForATerminal(String code) {
        String text = "a" + Character.toString(Integer.parseInt(code, 16)) + "b";
        assertThat(TERMINAL.text(text)).isEqualTo("a\\u" + code + "b");
        assertThat(TERMINAL.json("\"" + text + "\"")).isEqualTo("\"a\\u" + code + "b\"");
        assertThat(FILE.text(text)).isEqualTo(text);
        assertThat(FILE.json("\"" + text + "\"")).isEqualTo("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "é", "日本", "😀", "👩\u200d👩\u200d👧", "עברית", " a  b "})
    void otherCharactersAreNotEscaped(String text) {
        assertThat(TERMINAL.text(text)).isEqualTo(text);
        assertThat(FILE.text(text)).isEqualTo(text);
    }

    @Test
    void halfASurrogatePairIsEscaped() {
        assertThat(FILE.text("a\ud83db")).isEqualTo("a\\ud83db");
    }

    @Test
    void jsonKeepsItsEscapesAndIsOneLine() {
        assertThat(FILE.json("{\r\n\t\"a\": \"x\\ny\\\\\"}")).isEqualTo("{   \"a\": \"x\\ny\\\\\"}");
    }

    @Test
    void aMessageIsAlwaysEscaped() {
        assertThat(OneLine.message("a\nb\u001b[31m\u202e c:\\d")).isEqualTo("a b\\u001b[31m\\u202e c:\\d");
    }
}
