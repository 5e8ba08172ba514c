#include "engine/project/database.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <cerrno>
#include <cstdio>
#include <sqlite3.h>

namespace zscape {
namespace {

constexpr int kBusyMilliseconds = 2000;
constexpr int kLongestValue = 100'000'000;  // bytes: a longer text or BLOB is nothing that Zscape has written

/// A path in a URI: everything but letters, digits and a few marks as %XX.
std::string escaped(const std::string& path) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '.' || c == '-' || c == '_';
        const auto byte = static_cast<unsigned char>(c);
        if (plain) text += c;
        else text += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    return text;
}

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

}  // namespace

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Database::Database(const std::filesystem::path& file, Mode mode, const std::filesystem::path& shown)
    : folder_(shown.empty() ? file.parent_path() : shown) {
    const bool reads = mode == Mode::Read || mode == Mode::Immutable;
    const int flags = (reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                      (mode == Mode::Create ? SQLITE_OPEN_CREATE : 0) | (mode == Mode::Immutable ? SQLITE_OPEN_URI : 0);
    sqlite3* connection = nullptr;
    const std::string name = mode == Mode::Immutable
                                 ? "file:" + escaped(std::filesystem::absolute(file).string()) + "?immutable=1"
                                 : file.string();
    const int result = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
    connection_.reset(connection);
    if (result != SQLITE_OK) fail(result);
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, kBusyMilliseconds);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kLongestValue);
    // The file may come from anybody: its schema must not be able to run anything.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    execute("PRAGMA foreign_keys = ON");
    // FULL: a listed checkpoint must survive a power cut, because the one that it replaces is deleted after it.
    execute("PRAGMA synchronous = FULL");
}

void Database::fail(int code) const {
    const std::string folder = displayName(folder_);
    const std::string reason = connection_ != nullptr ? sqlite3_errmsg(connection_.get()) : sqlite3_errstr(code);
    if (connection_ != nullptr) {
        const int systemError = sqlite3_system_errno(connection_.get());
        if ((code & 0xff) == SQLITE_IOERR && (systemError == ENOSPC || systemError == EDQUOT)) code = SQLITE_FULL;
    }
    switch (code & 0xff) {
        case SQLITE_FULL:
            throw Error("write.full",
                        "The disk is full: the project %1 was not saved, and is as it was before. Free some space and "
                        "try again.",
                        {folder});
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw Error("project.busy", "The project %1 is in use by another program. Close it there first.", {folder});
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            throw Error("write.permission",
                        "The project %1 cannot be opened for writing: %2. Check the folder's permissions, or copy it "
                        "elsewhere.",
                        {folder, reason});
        case SQLITE_IOERR:
            throw Error("write.failed", "The project %1 cannot be read or written: %2. Check the disk.",
                        {folder, reason});
        case SQLITE_CONSTRAINT:
            throw Error(
                "project.value",
                "The project %1 was not saved, and is as it was before: a value is none that a project can hold (%2).",
                {folder, reason});
        case SQLITE_NOMEM: throw std::bad_alloc();
        default:
            throw Error("project.corrupt",
                        "The project %1 is damaged: its project.db cannot be read (%2). Restore the folder from a "
                        "copy, or train into a new one.",
                        {folder, reason});
    }
}

void Database::execute(const std::string& sql) const {
    const int result = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) fail(result);
}

int64_t Database::pragma(const std::string& name) const {
    Statement statement(*this, "PRAGMA " + name);
    return statement.step() ? statement.integer(0) : 0;
}

void Statement::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(const Database& database, std::string_view sql) : database_(&database) {
    sqlite3_stmt* statement = nullptr;
    const int result =
        sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
    require(result);
}

void Statement::require(int result) const {
    if (result != SQLITE_OK) database_->fail(result);
}

Statement& Statement::bind(int parameter, int64_t value) {
    require(sqlite3_bind_int64(statement_.get(), parameter, value));
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    require(sqlite3_bind_double(statement_.get(), parameter, value));
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    require(sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindBytes(int parameter, std::span<const uint8_t> bytes) {
    // A null pointer would bind NULL, not an empty value.
    require(sqlite3_bind_blob64(statement_.get(), parameter,
                                bytes.empty() ? reinterpret_cast<const uint8_t*>("") : bytes.data(), bytes.size(),
                                SQLITE_STATIC));
    return *this;
}

bool Statement::step() {
    const int result = sqlite3_step(statement_.get());
    if (result != SQLITE_ROW && result != SQLITE_DONE) database_->fail(result);
    return result == SQLITE_ROW;
}

void Statement::run() {
    while (step()) {}
    reset();
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

double Statement::number(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string Statement::text(int column) const {
    const std::span<const uint8_t> value = bytes(column);
    return {value.begin(), value.end()};
}

std::span<const uint8_t> Statement::bytes(int column) const {
    const auto* data = static_cast<const uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

int64_t Statement::whole(int column, const char* name, int64_t least, int64_t most) const {
    const int64_t value = integer(column);
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER && value >= least && value <= most)
        return value;
    outOfRange(column, name, std::to_string(least), std::to_string(most));
}

double Statement::finite(int column, const char* name, double least, double most) const {
    const int type = sqlite3_column_type(statement_.get(), column);
    const double value = number(column);
    if ((type == SQLITE_FLOAT || type == SQLITE_INTEGER) && value >= least && value <= most) return value;
    outOfRange(column, name, shortNumber(least), shortNumber(most));
}

void Statement::outOfRange(int column, const char* name, const std::string& least, const std::string& most) const {
    throw Error("project.corrupt",
                "The project %1 is damaged: in its project.db %2 is %3, and must be a number from %4 to %5. Restore "
                "the folder from a copy, or train into a new one.",
                {displayName(database_->folder()), name, "\"" + validUtf8(text(column)) + "\"", least, most});
}

Transaction::Transaction(const Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
    if (!open_) return;
    // SQLite rolls back by itself after a full disk; a second roll-back then only says so, and there is nothing to
    // tell.
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace zscape
