import module java.net.http;

/** A bot for chat.html that answers /time: java Chat.java [http://localhost:8080] */
void main(String[] args) throws Exception {
    var lobby = URI.create((args.length == 0 ? "http://localhost:8080" : args[0]) + "/topics/examples.chat.lobby");
    var http = HttpClient.newHttpClient();
    var listen = HttpRequest.newBuilder(lobby).header("Accept", "text/event-stream").build();
    for (String line : (Iterable<String>) http.send(listen, HttpResponse.BodyHandlers.ofLines()).body()::iterator) {
        if (line.startsWith("data:") && line.contains("\"text\":\"/time\"")) {
            var answer = """
                    {"from": "bot", "text": "It is %s", "at": %d}""".formatted(LocalTime.now(), System.currentTimeMillis());
            http.send(HttpRequest.newBuilder(lobby)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(answer))
                    .build(), HttpResponse.BodyHandlers.discarding());
        }
    }
}
