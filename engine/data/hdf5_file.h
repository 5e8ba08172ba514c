#pragma once

#include "engine/data/arrays_on_disk.h"
#include "engine/data/child_process.h"

namespace zscape {

/// One step that the chunks of an HDF5 array went through when they were written.
struct Hdf5Filter {
    uint32_t id = 0;            ///< as registered with The HDF Group: 1 deflate, 2 shuffle, 3 fletcher32, 32000 LZF
    uint32_t elementBytes = 0;  ///< of shuffle: bytes of a number
};

/// An array of numbers in an HDF5 file.
struct Hdf5Array {
    /// Elsewhere: in other files, which are never opened for it.
    enum class Layout : uint8_t { Contiguous, Chunked, Compact, Elsewhere };
    int64_t place = 0;  ///< the same for one that has several names
    std::string name;   ///< its path within the file, without '/' at its beginning; bytes
    std::vector<int64_t> shape;
    NumberType type;  ///< of 0 bytes: nothing that is read (text, compounds, objects)
    Layout layout = Layout::Contiguous;
    int64_t offset = -1;         ///< Contiguous: in the file; below 0: nothing was written
    int64_t storedBytes = 0;     ///< what its numbers take in the file
    std::vector<int64_t> chunk;  ///< Chunked: its shape
    std::vector<Hdf5Filter> filters;
    std::vector<uint8_t> fill;             ///< the number where none was written
    std::vector<uint8_t> numbers;          ///< Compact: all of them
    std::vector<std::string> columnNames;  ///< what an attribute says, of it or of its groups; else empty

    /// 0 where the shape says more than a file holds.
    int64_t bytes() const;
};

/// Whether a file begins as HDF5 files do, behind a block of another's or not (MATLAB's). False for what cannot be
/// read.
bool isHdf5(const std::filesystem::path& file);

/// All arrays of a file, in the order of their names, under each of them. Nothing outside is looked at.
/// \throws Error "hdf5.damaged", "hdf5.members" above 10,000 of them and of groups, as openForReading(), Cancelled
std::vector<Hdf5Array> arraysOfHdf5(const std::filesystem::path& file, const std::stop_token& stop);

/// Chunks as they lie in the file. From any thread; libhdf5 is entered by one, in a process of its own.
class Hdf5Chunks {
public:
    struct Chunk {
        uint32_t skipped = 0;  ///< a bit for each filter that it did not go through
        std::string bytes;
    };
    Hdf5Chunks(std::filesystem::path file, std::string array) : file_(std::move(file)), array_(std::move(array)) {}

    /// Starts the process, where read() would by its first call.
    void start();
    /// The one whose first number has these places; nothing where none was written.
    /// \throws SourceFailed "hdf5.damaged" also where it takes more than `most` bytes, Cancelled
    std::optional<Chunk> read(const std::vector<int64_t>& first, int64_t most, const std::stop_token& stop);

private:
    ChildProcess& library();

    const std::filesystem::path file_;
    const std::string array_;
    std::mutex mutex_;
    std::unique_ptr<ChildProcess> library_;  ///< guarded by mutex_
};

/// "hdf5.damaged": of a file, or of one of its arrays.
Error damagedHdf5(const std::filesystem::path& file, const std::string& array = {});

/// To read an array's rows, each of which is what the first `leading` dimensions leave of it: those of the first one,
/// or all that several count, or, of 0, the whole array.
/// \throws Error "hdf5.filter", "hdf5.chunks", "hdf5.elsewhere", "hdf5.short", as openForReading()
std::shared_ptr<ArrayRows> rowsOfHdf5(const std::filesystem::path& file, const Hdf5Array& array, size_t leading = 1);

}  // namespace zscape
