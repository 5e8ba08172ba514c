#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace zscape {

class Database;

/// One prepared statement. Parameters count from 1, columns from 0, as in SQLite.
/// Every function throws what Database throws.
class Statement {
public:
    Statement(const Database& database, std::string_view sql);

    Statement& bind(int parameter, int64_t value);
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view text);
    /// The bytes must stay until the statement is run or reset.
    Statement& bindBytes(int parameter, std::span<const uint8_t> bytes);

    /// True when there is a row to read.
    bool step();
    /// Runs to the end and makes ready for the next binding.
    void run();
    /// Lets go of the rows, and of what was seen of the database.
    void reset();

    int64_t integer(int column) const;
    double number(int column) const;
    std::string text(int column) const;
    std::span<const uint8_t> bytes(int column) const;  ///< until the next step()
    /// A row of a file that anybody may have made, read by the range of each value. `name` is for the sentence:
    /// "metric.kind".
    /// \throws Error "project.corrupt" when it is of another type or lies outside
    int64_t whole(int column, const char* name, int64_t least, int64_t most) const;
    double finite(int column, const char* name, double least, double most) const;

private:
    void require(int result) const;
    [[noreturn]] void outOfRange(int column, const char* name, const std::string& least, const std::string& most) const;

    struct Finalise {
        void operator()(sqlite3_stmt* statement) const;
    };
    const Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

/// A connection to a project's database. One thread at a time.
/// \throws Error "project.corrupt", "project.busy", "write.full", "write.permission", "write.failed": whatever SQLite
/// says, as a sentence that names the project's folder
class Database {
public:
    /// Read: beside somebody who may be writing. Immutable: nobody writes, and nothing is written, not even a log's
    /// index.
    enum class Mode { Open, Create, Read, Immutable };
    /// \param shown the project's folder, for sentences, where `file` is a copy of its database
    Database(const std::filesystem::path& file, Mode mode, const std::filesystem::path& shown = {});

    void execute(const std::string& sql) const;
    int64_t pragma(const std::string& name) const;

    /// Throws what an SQLite result code means.
    [[noreturn]] void fail(int code) const;
    sqlite3* handle() const { return connection_.get(); }
    /// Of the project, for sentences.
    const std::filesystem::path& folder() const { return folder_; }

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    std::filesystem::path folder_;  ///< for sentences
    std::unique_ptr<sqlite3, Close> connection_;
};

/// All or nothing: rolled back unless committed.
class Transaction {
public:
    explicit Transaction(const Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    const Database& database_;
    bool open_ = true;
};

}  // namespace zscape
