#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace zscape {

/// What libhdf5 is asked for, each by a request's first byte; numbers are 8 bytes, little-endian, texts have their
/// length before them. See answerOfHdf5().
namespace hdf5_request {
constexpr char kArrays = 'A';  ///< nothing more -> kDone, count, arrays; or kMany, kFailed
constexpr char kChunk = 'C';   ///< name, rank, places -> kDone, skipped filters, bytes; or kMissing, kFailed
constexpr char kDone = 'D', kFailed = 'F', kMissing = 'M', kMany = 'X';
}  // namespace hdf5_request

/// Run in a ChildProcess only: libhdf5 is not made for damaged files, nor for several threads. Neither plugins nor
/// links nor other files are followed.
class Hdf5Library {
public:
    explicit Hdf5Library(std::filesystem::path file) : file_(std::move(file)) {}
    std::string answer(std::string_view request);

private:
    bool open();
    std::string arrays();
    std::string chunk(std::string_view request);

    std::filesystem::path file_;
    int64_t opened_ = -1;  ///< libhdf5's identifiers
    std::string arrayName_;
    int64_t array_ = -1;
};

}  // namespace zscape
