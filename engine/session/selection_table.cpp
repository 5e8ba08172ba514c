#include "engine/session/selection_table.h"

#include "engine/core/atomic_file.h"
#include "engine/core/paths.h"
#include "engine/core/work_counter.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace zscape {
namespace {

constexpr size_t kWriteAt = size_t{1} << 20;
constexpr int64_t kLookAt = 1024;  // images between two looks at whether to go on

std::string numberText(float number) {
    if (!std::isfinite(number)) return {};
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    return {buffer, result.ptr};
}

/// Names may be a stranger's.
std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + '"';
}

std::string jsonText(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        constexpr const char* kDigits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') result += {'\\', c};
        else if (byte < 0x20) result += {'\\', 'u', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]};
        else result += c;
    }
    return result + '"';
}

/// The sides of a split; of no split: none.
class Sides {
public:
    Sides(const Split* split, int64_t images) {
        if (!split) return;
        sides_.resize(static_cast<size_t>(images));
        note(split->heldOut, Side::HeldOut);
        note(split->test, Side::Test);
        note(split->train, Side::Train);
    }
    bool known() const { return !sides_.empty(); }
    /// "train", "held out", "test"; empty: it takes no part.
    std::string of(int64_t image) const {
        constexpr const char* kNames[] = {"", "train", "held out", "test"};
        return known() ? kNames[sides_[static_cast<size_t>(image)]] : "";
    }

private:
    void note(const std::vector<int64_t>& images, Side side) {
        for (const int64_t image : images)
            if (image >= 0 && image < std::ssize(sides_))
                sides_[static_cast<size_t>(image)] = static_cast<uint8_t>(static_cast<int>(side) + 1);
    }
    std::vector<uint8_t> sides_;  ///< 0: none
};

class TableLines {
public:
    TableLines(const ImageSet& set, const Split* split, const CodesSnapshot* codes)
        : set_(set),
          codes_(codes),
          sides_(split, set.count()) {
        std::vector<std::string> taken{"name", "label", "split"};
        for (const Attribute& attribute : set.attributes()) {
            std::string heading = attribute.name;
            if (std::find(taken.begin(), taken.end(), heading) != taken.end()) heading += " (table)";
            taken.push_back(heading);
            attributes_.push_back(heading);
        }
    }

    std::string csvHeading() const {
        std::string line = "name";
        if (labelled()) line += ",label";
        if (sides_.known()) line += ",split";
        for (const std::string& attribute : attributes_) line += "," + csvCell(attribute);
        for (int k = 0; codes_ && k < codes_->dimensions; ++k) line += ",z" + std::to_string(k);
        return line + "\n";
    }
    std::string csv(int64_t image) const {
        std::string line = csvCell(set_.nameOf(image));
        if (labelled()) line += "," + csvCell(label(image));
        if (sides_.known()) line += "," + sides_.of(image);
        for (size_t at = 0; at < attributes_.size(); ++at) line += "," + csvCell(set_.textOf(image, at));
        const float* code = codes_ ? codes_->codeOf(image) : nullptr;
        for (int k = 0; codes_ && k < codes_->dimensions; ++k) line += "," + (code ? numberText(code[k]) : "");
        return line + "\n";
    }
    std::string json(int64_t image) const {
        std::string line = "{\"name\": " + jsonText(set_.nameOf(image));
        if (labelled())
            line += ", \"label\": " + (set_.labelOf(image) < 0 ? std::string("null") : jsonText(label(image)));
        if (sides_.known()) line += ", \"split\": " + jsonText(sides_.of(image));
        if (!attributes_.empty()) {
            line += ", \"attributes\": {";
            for (size_t at = 0; at < attributes_.size(); ++at)
                line += (at == 0 ? "" : ", ") + jsonText(attributes_[at]) + ": " + jsonText(set_.textOf(image, at));
            line += "}";
        }
        const float* code = codes_ ? codes_->codeOf(image) : nullptr;
        line += code ? ", \"code\": [" : ", \"code\": null";
        for (int k = 0; code && k < codes_->dimensions; ++k)
            line += (k == 0 ? "" : ", ") + (std::isfinite(code[k]) ? numberText(code[k]) : std::string("null"));
        return line + (code ? "]}" : "}");
    }

private:
    bool labelled() const { return !set_.labelNames().empty(); }
    std::string label(int64_t image) const {
        const int index = set_.labelOf(image);
        return index < 0 ? std::string() : set_.labelNames()[static_cast<size_t>(index)];
    }

    const ImageSet& set_;
    const CodesSnapshot* codes_;
    Sides sides_;
    std::vector<std::string> attributes_;
};

/// Version 1.0 of the format: the header ends on a multiple of 64 bytes.
std::string npyHeader(size_t rows, int columns) {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                         std::to_string(columns) + "), }";
    constexpr size_t kBefore = 10, kAligned = 64;
    header.append(kAligned - (kBefore + header.size() + 1) % kAligned, ' ').push_back('\n');
    std::string start = "\x93NUMPY\x01";
    start.push_back('\0');
    start.push_back(static_cast<char>(header.size() & 0xff));
    start.push_back(static_cast<char>(header.size() >> 8));
    return start + header;
}

std::string npyRow(const CodesSnapshot& codes, int64_t image) {
    static_assert(std::endian::native == std::endian::little);
    const auto columns = static_cast<size_t>(codes.dimensions);
    std::string row(columns * sizeof(float), '\0');
    const std::vector<float> missing(columns, std::numeric_limits<float>::quiet_NaN());
    const float* code = codes.codeOf(image);
    std::memcpy(row.data(), code ? code : missing.data(), row.size());
    return row;
}

}  // namespace

void writeSelectionTable(const std::filesystem::path& file, const ImageSet& set, const Split* split,
                         const CodesSnapshot* codes, std::span<const int64_t> images, const ProgressSink& sink,
                         const std::stop_token& stop) {
    const std::string ending = file.extension().string();
    const bool json = ending == ".json", npy = ending == ".npy";
    if (!json && !npy && ending != ".csv")
        throw Error("selection.format", "%1 does not say what to write. Let its name end in .csv, .json or .npy.",
                    {displayName(file)});
    const auto encoded = [codes](int64_t image) { return codes && codes->codeOf(image); };
    if (npy && std::none_of(images.begin(), images.end(), encoded))
        throw Error("selection.codes",
                    "None of these images has a code yet, and a .npy file holds nothing else. Show the latent plane "
                    "until they are encoded, or write .csv.");
    const TableLines lines(set, split, codes);
    WorkCounter counter("Writing the table", std::ssize(images), sink);
    AtomicFile target(file);
    std::string text = json ? "[\n" : npy ? npyHeader(images.size(), codes->dimensions) : lines.csvHeading();
    for (size_t at = 0; at < images.size(); ++at) {
        if (static_cast<int64_t>(at) % kLookAt == 0) {
            if (stop.stop_requested()) throw Cancelled();
            counter.tell(static_cast<int64_t>(at));
        }
        if (json) text += lines.json(images[at]) + (at + 1 < images.size() ? ",\n" : "\n");
        else text += npy ? npyRow(*codes, images[at]) : lines.csv(images[at]);
        if (text.size() < kWriteAt) continue;
        target.write(text);
        text.clear();
    }
    target.write(json ? text + "]\n" : text);
    target.commit();
    counter.tell(std::ssize(images));
}

}  // namespace zscape
