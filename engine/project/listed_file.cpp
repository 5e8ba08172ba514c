#include "engine/project/listed_file.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"

#include <cstring>
#include <fstream>

namespace zscape {
namespace {

/// The format's own limit. It holds the names of the images' labels, which may be many.
constexpr uint64_t kLongestHeader = 100'000'000;

std::vector<uint8_t> readBeginning(std::ifstream& input, uint64_t size) {
    uint64_t header = 0;
    input.read(reinterpret_cast<char*>(&header), sizeof header);
    if (!input || header > kLongestHeader || header > size - sizeof header) return {};
    std::vector<uint8_t> bytes(sizeof header + header);
    std::memcpy(bytes.data(), &header, sizeof header);
    input.read(reinterpret_cast<char*>(bytes.data()) + sizeof header, static_cast<std::streamsize>(header));
    if (!input) bytes.clear();
    return bytes;
}

}  // namespace

int64_t hashOfFile(std::span<const uint8_t> bytes) {
    constexpr uint64_t kPrime = 0x100000001b3;
    uint64_t hash = 0xcbf29ce484222325 ^ bytes.size();
    while (!bytes.empty()) {
        uint64_t word = 0;
        const size_t count = std::min(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), count);
        hash = (hash ^ word) * kPrime;
        hash ^= hash >> 32;  // the multiplication alone never carries a high bit downwards
        bytes = bytes.subspan(count);
    }
    return static_cast<int64_t>(hash);
}

bool isPlainName(const std::string& name) {
    return !name.empty() && name != "." && name != ".." && std::filesystem::path(name).filename() == name;
}

std::string freeName(const std::filesystem::path& folder, const std::string& stem) {
    std::error_code error;
    std::string name = stem + ".safetensors";
    for (int copy = 1; std::filesystem::exists(folder / name, error); ++copy)
        name = stem + "." + std::to_string(copy) + ".safetensors";
    return name;
}

ListedFile writeListed(const std::filesystem::path& project, const std::filesystem::path& inside,
                       const std::string& name, std::span<const uint8_t> bytes) {
    std::filesystem::path folder = project;
    // Never the project's own folder: where that is gone, a new one of this name would be no project.
    for (const std::filesystem::path& part : inside) {
        std::error_code error;
        folder /= part;
        std::filesystem::create_directory(folder, error);
        if (error) throwWriteError(folder, error.value());
    }
    writeFileAtomically(folder / name, bytes);
    return {name, static_cast<int64_t>(bytes.size()), hashOfFile(bytes)};
}

std::vector<uint8_t> readListed(const std::filesystem::path& folder, const ListedFile& file, int64_t step,
                                const FileJudge& judge, const FileRefusal& refusal) {
    const std::filesystem::path path = folder / file.name;
    const auto damaged = [&](const std::string& what) {
        throw Error(refusal.code, refusal.pattern, {displayName(path), what});
    };
    if (!isPlainName(file.name)) damaged("its name leads out of the project");
    std::error_code error;
    const uintmax_t size = std::filesystem::file_size(path, error);
    if (error) damaged("the file is missing or may not be read");
    if (size != static_cast<uintmax_t>(file.bytes)) damaged("the file has another length than it was saved with");
    std::ifstream input(path, std::ios::binary);
    if (judge.beginning) {
        const std::vector<uint8_t> beginning = readBeginning(input, size);
        if (beginning.empty()) damaged("its header is damaged");
        judge.beginning(beginning, file.bytes, step);
        input.seekg(0);
    }
    std::vector<uint8_t> bytes(static_cast<size_t>(size));
    input.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!input) damaged("the file cannot be read to its end");
    if (hashOfFile(bytes) != file.hash) damaged("it fails its check sum");
    if (judge.whole) judge.whole(bytes);
    return bytes;
}

}  // namespace zscape
