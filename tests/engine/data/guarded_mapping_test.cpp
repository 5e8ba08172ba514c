#include "engine/data/guarded_mapping.h"

#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <vector>

namespace zscape {
namespace {

constexpr size_t kFilled = 64 << 10;

class GuardedMappingTest : public testing::Test {
protected:
    FileHandle fileOfNines(const std::string& name) {
        writeBytes(folder_ / name, Bytes(kFilled, 9));
        return FileHandle(::open((folder_ / name).c_str(), O_RDONLY | O_CLOEXEC));
    }
    static int64_t sum(const GuardedMapping& mapping) {
        int64_t all = 0;
        for (const uint8_t byte : mapping.bytes()) all += byte;
        return all;
    }

    TemporaryFolder folder_;
};

TEST_F(GuardedMappingTest, WhatIsCutOffIsZerosAndItsNeighboursStay) {
    const FileHandle handle = fileOfNines("file"), other = fileOfNines("other");
    const GuardedMapping mapping(handle, kFilled), beside(other, kFilled);
    EXPECT_EQ(sum(mapping), int64_t{9 * kFilled});
    EXPECT_TRUE(mapping.isIntact());
    std::filesystem::resize_file(folder_ / "file", 100);
    EXPECT_FALSE(mapping.isIntact());
    EXPECT_LE(sum(mapping), 9 * 4096) << "what was read before the end was reached";
    EXPECT_EQ(sum(mapping), 0) << "all of it at once";
    std::filesystem::resize_file(folder_ / "file", kFilled);
    EXPECT_FALSE(mapping.isIntact()) << "zeros have been read, whatever it is now";
    EXPECT_TRUE(beside.isIntact());
    EXPECT_EQ(sum(beside), int64_t{9 * kFilled});
}

TEST_F(GuardedMappingTest, ThreadsThatReadMeanwhileGoOn) {
    for (int round = 0; round < 20; ++round) {
        const FileHandle handle = fileOfNines("file");
        const GuardedMapping mapping(handle, kFilled);
        std::atomic<int> done{0};
        std::vector<std::jthread> readers;
        for (int i = 0; i < 3; ++i)
            readers.emplace_back([&] {
                while (mapping.isIntact()) EXPECT_GE(sum(mapping), 0);
                // The file is known to be shorter an instant before its pages go.
                const uint8_t last = mapping.start()[kFilled - 1];
                EXPECT_TRUE(last == 9 || last == 0) << int{last};
                ++done;
            });
        std::filesystem::resize_file(folder_ / "file", 0);
        readers.clear();
        EXPECT_EQ(done, 3);
        EXPECT_EQ(mapping.start()[kFilled - 1], 0);
    }
    const FileHandle handle = fileOfNines("file");
    EXPECT_TRUE(GuardedMapping(handle, kFilled).isIntact()) << "nothing is left of those before";
}

TEST_F(GuardedMappingTest, OthersFaultsEndTheProcessAsEver) {
    const FileHandle handle = fileOfNines("file"), unwatched = fileOfNines("unwatched");
    const GuardedMapping mapping(handle, kFilled);
    EXPECT_EXIT(
        {
            const void* const start = ::mmap(nullptr, kFilled, PROT_READ, MAP_SHARED, unwatched.get(), 0);
            std::filesystem::resize_file(folder_ / "unwatched", 0);
            static_cast<void>(static_cast<const volatile uint8_t*>(start)[kFilled - 1]);
            std::exit(0);
        },
        [](int status) { return !WIFEXITED(status) || WEXITSTATUS(status) != 0; },
        "");  // by the signal, or by a sanitizer that caught it
}

TEST_F(GuardedMappingTest, WhatCannotBeMappedSaysSo) {
    const GuardedMapping mapping(FileHandle(), kFilled);
    EXPECT_EQ(mapping.start(), nullptr);
    EXPECT_FALSE(mapping.isIntact());
}

}  // namespace
}  // namespace zscape
