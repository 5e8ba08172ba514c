// A plain driver for machines without clang: the seeds as they are, then mutations of them, told by nothing but chance.
// The same --seed makes the same inputs. An input that ends the program is written beside it, to be given again as the
// only seed.
//   fuzz_NAME CORPUS... [--seconds=S] [--runs=N] [--seed=N]     a corpus is a file or a folder of files
#include "tests/fuzz/target.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace {

using Bytes = std::vector<uint8_t>;

constexpr unsigned kLongestSeconds = 20;  // of work for one input: what takes longer hangs, as a person would say
constexpr unsigned kLongestWaiting =
    300;  // by the clock: what works no more hangs too; a busy machine is not the input's fault
constexpr size_t kLongestInput = 1 << 16;

Bytes input;            // in the run now; read by the handlers below
double workedBefore;    // CPU seconds when it began
unsigned waited;        // seconds since then, in steps of kLongestSeconds
char findingFile[512];  // where it goes when it ends the program

/// CPU seconds of this process and of the children that it waited for. Safe in a signal handler: system calls alone.
double worked() {
    double seconds = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const timeval& part : {usage.ru_utime, usage.ru_stime})
            seconds += static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) * 1e-6;
    }
    return seconds;
}

void keepInput() {
    const int file = ::open(findingFile, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return;
    size_t written = 0;
    while (written < input.size()) {
        const ssize_t now = ::write(file, input.data() + written, input.size() - written);
        if (now <= 0) break;
        written += static_cast<size_t>(now);
    }
    ::close(file);
    constexpr char kSaid[] = "\nThe input is kept in ";
    (void)!::write(2, kSaid, sizeof kSaid - 1);
    (void)!::write(2, findingFile, std::strlen(findingFile));
    (void)!::write(2, "\n", 1);
}

extern "C" void onSignal(int signal) {
    if (signal == SIGALRM) {
        waited += kLongestSeconds;
        if (worked() - workedBefore < kLongestSeconds && waited < kLongestWaiting) {
            ::alarm(kLongestSeconds);
            return;
        }
        constexpr char kSaid[] = "FOUND: an input that takes longer than 20 seconds\n";
        (void)!::write(2, kSaid, sizeof kSaid - 1);
    }
    keepInput();
    std::signal(signal == SIGALRM ? SIGABRT : signal, SIG_DFL);
    ::raise(signal == SIGALRM ? SIGABRT : signal);
}

class Mutator {
public:
    Mutator(const std::vector<Bytes>& seeds, uint64_t seed) : seeds_(seeds), random_(seed) {}

    void next(Bytes& bytes) {
        bytes = seeds_[below(seeds_.size())];
        for (size_t i = 0, changes = 1 + below(6); i < changes; ++i) change(bytes);
        if (bytes.size() > kLongestInput) bytes.resize(kLongestInput);
    }

private:
    size_t below(size_t bound) { return bound == 0 ? 0 : static_cast<size_t>(random_() % bound); }

    /// Sizes and counts lie near the beginning of most formats.
    size_t place(const Bytes& bytes) {
        return below(3) == 0 ? below(std::min<size_t>(bytes.size(), 64)) : below(bytes.size());
    }

    void change(Bytes& bytes) {
        static constexpr std::array<uint64_t, 14> kNumbers = {0,
                                                              1,
                                                              2,
                                                              0x7f,
                                                              0x80,
                                                              0xff,
                                                              0x7fff,
                                                              0x8000,
                                                              0xffff,
                                                              0x7fffffff,
                                                              0x80000000,
                                                              0xffffffff,
                                                              0x7fffffffffffffff,
                                                              0xffffffffffffffff};
        static constexpr std::array<std::string_view, 12> kWords = {
            "0", "-1", "1e999", "NaN", "null", "[]", "{}", "\"\"", "9223372036854775808", "\\u0000", "\x1b[2J", ",,,"};
        if (bytes.empty()) bytes.push_back(0);
        const size_t at = place(bytes);
        switch (below(9)) {
            case 0: bytes[at] ^= static_cast<uint8_t>(1u << below(8)); break;
            case 1: bytes[at] = static_cast<uint8_t>(random_()); break;
            case 2: {  // a number, in either order of its bytes
                const size_t width = size_t{1} << below(4);
                const uint64_t number = kNumbers[below(kNumbers.size())];
                const bool big = below(2) == 0;
                for (size_t i = 0; i < width && at + i < bytes.size(); ++i)
                    bytes[at + i] = static_cast<uint8_t>(number >> (8 * (big ? width - 1 - i : i)));
                break;
            }
            case 3: bytes.resize(at); break;
            case 4:
                bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), at + 1 + below(16))));
                break;
            case 5:
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), 1 + below(16),
                             static_cast<uint8_t>(random_()));
                break;
            case 6: {  // a piece of it once more, or of another seed
                const Bytes other = below(2) == 0 ? bytes : seeds_[below(seeds_.size())];
                if (other.empty()) break;
                const size_t from = below(other.size()), length = std::min(other.size() - from, 1 + below(64));
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                             other.begin() + static_cast<std::ptrdiff_t>(from),
                             other.begin() + static_cast<std::ptrdiff_t>(from + length));
                break;
            }
            case 7: {
                const std::string_view word = kWords[below(kWords.size())];
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), word.begin(), word.end());
                break;
            }
            default: bytes[at] = static_cast<uint8_t>(bytes[at] + (below(2) == 0 ? 1 : 255)); break;
        }
    }

    const std::vector<Bytes>& seeds_;
    std::mt19937_64 random_;
};

std::vector<Bytes> readSeeds(const std::vector<std::string>& corpora) {
    std::vector<std::filesystem::path> files;
    for (const std::string& corpus : corpora) {
        if (!std::filesystem::is_directory(corpus)) files.emplace_back(corpus);
        else
            for (const auto& entry : std::filesystem::directory_iterator(corpus)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<Bytes> seeds;
    for (const auto& file : files) {
        std::ifstream stream(file, std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return seeds;
}

void run(const Bytes& bytes) {
    workedBefore = worked();
    waited = 0;
    ::alarm(kLongestSeconds);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    ::alarm(0);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> corpora;
    double seconds = 5;
    uint64_t runs = UINT64_MAX, seed = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.starts_with("--seconds=")) seconds = std::stod(word.substr(10));
        else if (word.starts_with("--runs=")) runs = std::stoull(word.substr(7));
        else if (word.starts_with("--seed=")) seed = std::stoull(word.substr(7));
        else corpora.push_back(word);
    }
    const std::vector<Bytes> seeds = readSeeds(corpora);
    if (seeds.empty()) {
        std::fprintf(stderr, "name a corpus: a file, or a folder of files\n");
        return 2;
    }
    const std::string name = std::filesystem::path(argv[0]).filename().string();
    std::snprintf(findingFile, sizeof findingFile, "%s",
                  std::filesystem::absolute("finding-" + name + "-" + std::to_string(::getpid()) + ".bin").c_str());
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_set_death_callback(keepInput);
#else
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, onSignal);
#endif
    for (const int signal : {SIGABRT, SIGALRM}) std::signal(signal, onSignal);

    for (const Bytes& bytes : seeds) run(input = bytes);
    Mutator mutator(seeds, seed);
    const auto begin = std::chrono::steady_clock::now();
    const auto since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    uint64_t done = 0;
    while (done < runs && since() < seconds) {
        mutator.next(input);
        run(input);
        ++done;
    }
    std::printf("%s: %llu mutations of %zu seeds in %.1f s, nothing found\n", name.c_str(),
                static_cast<unsigned long long>(done), seeds.size(), since());
    return 0;
}
