// Reads with pgjdbc: statements, fetch sizes, types of results, DatabaseMetaData, cancel, time-outs.
// Input: one line for each task, fields separated by tabs and written in base64. Output: one line of JSON.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.time.*;
import java.util.*;

public class Jdbc {
    static final Map<String, String> found = new LinkedHashMap<>();

    interface Ask { String get() throws Exception; }

    static void attempt(String name, Ask ask) {
        try {
            found.put(name, ask.get());
        } catch (SQLException error) {
            found.put(name, refusal(String.valueOf(error.getSQLState()), error.getMessage()));
        } catch (Exception error) {
            found.put(name, refusal(error.getClass().getSimpleName(), String.valueOf(error.getMessage())));
        }
    }

    static String refusal(String state, String text) {
        return "{\"error\":" + quote(state) + ",\"text\":" + quote(text) + "}";
    }

    static String quote(String text) {
        if (text == null) return "null";
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    static String value(Object value) throws SQLException {
        if (value == null) return "null";
        if (value instanceof BigDecimal number) return quote("dec:" + number.toPlainString());
        if (value instanceof Boolean) return quote("bool:" + value);
        if (value instanceof Double || value instanceof Float) return quote("float:" + value);
        if (value instanceof Number) return quote("int:" + value);
        if (value instanceof java.sql.Date day) return quote("date:" + day.toLocalDate());
        if (value instanceof Timestamp) return quote("timestamp:" + ((Timestamp) value).toInstant());
        if (value instanceof java.sql.Array array) return quote("array:" + array);
        return quote("text:" + value);
    }

    /** Rows and columns of a result; times as moments of UTC. */
    static String rows(ResultSet result, boolean described) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        int width = meta.getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            String more = !described ? "" : ", " + quote(meta.getTableName(i) + "." + meta.getSchemaName(i)) + ", " + meta.isNullable(i)
                + ", " + meta.isAutoIncrement(i) + ", " + meta.getColumnDisplaySize(i);
            columns.add("[" + quote(meta.getColumnLabel(i)) + ", " + quote(meta.getColumnTypeName(i)) + ", " + meta.getPrecision(i) + ", "
                + meta.getScale(i) + ", " + quote(meta.getColumnClassName(i)) + more + "]");
        }
        List<String> lines = new ArrayList<>();
        while (result.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                boolean moment = meta.getColumnTypeName(i).equals("timestamptz");
                Object cell = moment ? result.getObject(i, OffsetDateTime.class) : result.getObject(i);
                cells.add(cell instanceof OffsetDateTime ? quote("timestamptz:" + cell) : value(cell));
            }
            lines.add("[" + String.join(", ", cells) + "]");
        }
        return "{\"columns\": [" + String.join(", ", columns) + "], \"rows\": [" + String.join(", ", lines) + "]}";
    }

    static void bind(PreparedStatement statement, int place, String type, String text) throws SQLException {
        switch (text == null ? "null" : type) {
            case "null" -> statement.setNull(place, Types.VARCHAR);
            case "boolean" -> statement.setBoolean(place, Boolean.parseBoolean(text));
            case "bigint" -> statement.setLong(place, Long.parseLong(text));
            case "numeric" -> statement.setBigDecimal(place, new BigDecimal(text));
            case "date" -> statement.setObject(place, LocalDate.parse(text));
            case "timestamptz" -> statement.setObject(place, OffsetDateTime.parse(text));
            default -> statement.setString(place, text);
        }
    }

    static void statement(Connection connection, String name, String sql, List<String> params) {
        for (int size : new int[] {0, 37}) {
            attempt((size == 0 ? "whole/" : "fetch size/") + name, () -> {
                connection.setAutoCommit(false);
                try (PreparedStatement made = connection.prepareStatement(sql)) {
                    made.setFetchSize(size);
                    for (int i = 0; i + 1 < params.size(); i += 2) bind(made, i / 2 + 1, params.get(i), params.get(i + 1));
                    return rows(made.executeQuery(), false);
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            });
        }
        attempt("described/" + name, () -> {
            try (PreparedStatement made = connection.prepareStatement(sql)) {
                for (int i = 0; i + 1 < params.size(); i += 2) bind(made, i / 2 + 1, params.get(i), params.get(i + 1));
                made.setMaxRows(3);
                return rows(made.executeQuery(), true);
            }
        });
        attempt("server prepared/" + name, () -> {
            try (PreparedStatement made = connection.prepareStatement(sql)) {
                String last = null;
                for (int run = 0; run < 7; run++) {  // From the fifth run on it has a name and binary values.
                    for (int i = 0; i + 1 < params.size(); i += 2) bind(made, i / 2 + 1, params.get(i), params.get(i + 1));
                    last = rows(made.executeQuery(), false);
                }
                return last;
            }
        });
    }

    static void metadata(Connection connection, List<String> tables) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        attempt("metadata/schemas", () -> rows(meta.getSchemas(), false));
        attempt("metadata/catalogs", () -> rows(meta.getCatalogs(), false));
        attempt("metadata/table types", () -> rows(meta.getTableTypes(), false));
        attempt("metadata/tables", () -> rows(meta.getTables(null, "public", "%", new String[] {"TABLE", "VIEW"}), false));
        attempt("metadata/all columns", () -> rows(meta.getColumns(null, "public", "%", "%"), false));
        attempt("metadata/all tables", () -> rows(meta.getTables("channelgraph", "public", null, null), false));
        attempt("metadata/functions", () -> rows(meta.getFunctions(null, "public", "%"), false));
        attempt("metadata/procedures", () -> rows(meta.getProcedures(null, "public", "%"), false));
        attempt("metadata/keywords", () -> quote(meta.getSQLKeywords()));
        attempt("metadata/names", () -> "[" + meta.getMaxColumnNameLength() + ", " + meta.getMaxIndexLength() + ", "
            + meta.getMaxColumnsInIndex() + ", " + quote(meta.getUserName()) + ", " + quote(meta.getDatabaseProductName()) + "]");
        for (String table : tables) {
            attempt("metadata/columns/" + table, () -> rows(meta.getColumns(null, "public", table, "%"), false));
            attempt("metadata/key/" + table, () -> rows(meta.getPrimaryKeys(null, "public", table), false));
            attempt("metadata/imported/" + table, () -> rows(meta.getImportedKeys(null, "public", table), false));
            attempt("metadata/exported/" + table, () -> rows(meta.getExportedKeys(null, "public", table), false));
            attempt("metadata/indexes/" + table, () -> rows(meta.getIndexInfo(null, "public", table, false, true), false));
            attempt("metadata/best row/" + table, () -> rows(meta.getBestRowIdentifier(null, "public", table, 0, true), false));
            attempt("metadata/privileges/" + table, () -> rows(meta.getTablePrivileges(null, "public", table), false));
        }
    }

    static String slow(Connection connection, boolean timeout, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            if (timeout) statement.setQueryTimeout(1);
            else new Timer(true).schedule(new TimerTask() {
                public void run() { try { statement.cancel(); } catch (SQLException ignored) { } }
            }, 400);
            long start = System.currentTimeMillis();
            try {
                statement.executeQuery(sql);
            } catch (SQLException error) {
                return "[" + quote(error.getSQLState()) + ", " + (System.currentTimeMillis() - start < 4000) + "]";
            }
            return "\"not ended\"";
        }
    }

    static void session(Connection connection, String slow) {
        attempt("session/cancel", () -> slow(connection, false, slow));
        attempt("session/time-out", () -> slow(connection, true, slow));
        attempt("session/after", () -> rows(connection.createStatement().executeQuery("SELECT 1 AS one"), false));
        attempt("session/read only", () -> {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            String text = rows(connection.createStatement().executeQuery("SELECT count(*) AS n FROM deals"), false);
            Savepoint point = connection.setSavepoint();
            connection.rollback(point);
            connection.commit();
            connection.setAutoCommit(true);
            return "[" + text + ", " + connection.getTransactionIsolation() + "]";
        });
        attempt("session/schema", () -> quote(connection.getSchema() + " " + connection.getCatalog() + " " + connection.isValid(2)));
        attempt("session/warnings", () -> {
            Statement statement = connection.createStatement();
            statement.execute("COMMIT");
            return statement.getWarnings() == null ? "null" : quote(statement.getWarnings().getSQLState());
        });
        attempt("session/scroll", () -> {
            Statement statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
            ResultSet result = statement.executeQuery("SELECT id FROM deals ORDER BY id");
            result.last();
            int last = result.getRow();
            result.absolute(2);
            return "[" + last + ", " + quote(result.getString(1)) + "]";
        });
    }

    static String decoded(String field) {
        return field.equals("-") ? null : new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String[] head = Arrays.stream(input.readLine().split("\t")).map(Jdbc::decoded).toArray(String[]::new);
        List<String> tables = new ArrayList<>(Arrays.asList(head).subList(4, head.length));
        Properties login = new Properties();
        login.setProperty("user", head[1]);
        login.setProperty("password", head[2]);
        try (Connection connection = DriverManager.getConnection(head[0], login)) {
            for (String line; (line = input.readLine()) != null;) {
                List<String> fields = new ArrayList<>();
                for (String field : line.split("\t")) fields.add(decoded(field));
                statement(connection, fields.get(0), fields.get(1), fields.subList(2, fields.size()));
            }
            metadata(connection, tables);
            session(connection, head[3]);
        }
        List<String> entries = new ArrayList<>();
        found.forEach((name, text) -> entries.add(quote(name) + ": " + text));
        System.out.println("{" + String.join(", ", entries) + "}");
    }
}
