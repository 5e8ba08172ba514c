#pragma once

#include "engine/core/error.h"
#include "engine/data/array_readings.h"
#include "engine/data/file_io.h"
#include "engine/data/several_sets.h"
#include "engine/data/source_failed.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace zscape {

/// By its name alone: an array or a table, also compressed.
bool isNamedLikeAnArray(const std::string& name);
/// By its first bytes: NumPy's or HDF5's.
bool beginsLikeAnArray(const std::vector<uint8_t>& start);

/// The arrays and tables of an archive as files: their readers go back and forth in them. They lie in a folder of
/// their own in the cache, which goes with this; what a program that was killed has left there goes when the next is
/// made.
class UnpackedArrays {
public:
    struct Limits {
        int64_t bytes = int64_t{20} << 30;  ///< of all files together
        int64_t files = 10'000;
    };
    /// One pass. \throws Error as openArchive(), "archive.unpacked" beyond the limits, "disk.full", "cache.write",
    /// Cancelled
    UnpackedArrays(std::filesystem::path archive, const Limits& limits, const std::stop_token& stop);
    ~UnpackedArrays();
    UnpackedArrays(const UnpackedArrays&) = delete;
    UnpackedArrays& operator=(const UnpackedArrays&) = delete;

    const std::filesystem::path& archive() const { return archive_; }
    const std::filesystem::path& folder() const { return folder_; }
    int64_t files() const { return files_; }
    /// Of all files together.
    int64_t bytes() const { return bytes_; }

    /// A file of the folder as people know it: in the archive.
    std::filesystem::path within(const std::filesystem::path& file) const;
    /// The same in a sentence.
    ErrorInfo within(ErrorInfo info) const;
    /// What `call` gives. \throws what it throws, with sentences about the archive
    template <class Call>
    auto within(Call call) const -> decltype(call()) {
        try {
            return call();
        } catch (const SourceFailed& error) {
            throw SourceFailed(Error(within(error.info())));
        } catch (const SeveralSets& several) {
            SetChoice choice = several.choice();
            choice.source = within(std::filesystem::path(choice.source)).string();
            throw SeveralSets(std::move(choice), Error(within(several.info())));
        } catch (const SeveralReadings& several) {
            throw SeveralReadings(several.readings(), Error(within(several.info())));
        } catch (const Error& error) {
            throw Error(within(error.info()));
        }
    }

private:
    void makeFolder();
    void unpack(const Limits& limits, const std::stop_token& stop);

    const std::filesystem::path archive_;
    std::filesystem::path folder_;
    FileHandle lock_;  ///< of the folder, for as long as it is used
    int64_t files_ = 0, bytes_ = 0;
};

}  // namespace zscape
