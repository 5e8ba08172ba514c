#include "engine/data/image_tables.h"

#include "engine/core/paths.h"
#include "engine/data/column_sides.h"
#include "engine/data/file_io.h"
#include "engine/data/folder_names.h"
#include "engine/data/table_match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sys/stat.h>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostTables = 64;
constexpr int64_t kMostBytesBeside = int64_t{128} << 20;
constexpr size_t kNamesListed = 20;

int64_t timeOf(const struct stat& info) { return int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec; }

/// A table whose rows are about the images.
struct FoundTable {
    fs::path file;
    std::string folder;  ///< of the table as the images' names have it, "" or "train/"
    Table table;
    TableMatch match;
};

std::string headingOf(const FoundTable& found, size_t column) {
    if (const std::string_view heading = found.table.heading(column); !heading.empty()) return std::string(heading);
    // CelebA's lists say what they are in their names only.
    const std::string stem = lowered(found.file.stem().string());
    if (found.table.columns() == 2 && column != found.match.nameColumn) {
        if (stem.find("partition") != std::string::npos) return "partition";
        if (stem.find("identity") != std::string::npos) return "identity";
    }
    return "column " + std::to_string(column + 1);
}

std::vector<std::string> headingsOf(const FoundTable& found) {
    std::vector<std::string> headings;
    headings.reserve(found.table.columns());
    for (size_t column = 0; column < found.table.columns(); ++column) headings.push_back(headingOf(found, column));
    return headings;
}

/// Reads tables and keeps those that belong to the images.
class TableSearch {
public:
    TableSearch(const std::vector<std::string>& names, const TablePlaces& places)
        : fileOf_(filesOfImages(names, names_)),
          places_(places),
          index_(names_) {}

    void named(const std::string& setting) {
        for (const fs::path& file : filesOf(setting)) {
            FoundTable found = read(file);
            if (found.match.images == 0)
                throw Error("table.names",
                            "No column of the table %1 names the images, such as %2. Check that it is the table of "
                            "these images, or leave it out with table=none.",
                            {displayName(file), names_.empty() ? std::string() : displayName(names_.front())});
            found_.push_back(std::move(found));
        }
    }

    void looked() {
        // A text beside each picture is no table of all: those that lie highest are looked at, and not all of many.
        for (size_t i = 0; i < std::min(kMostTables, places_.inside.size()); ++i) consider(places_.inside[i], false);
        for (size_t i = 0; i < std::min(kMostTables, places_.beside.size()); ++i) consider(places_.beside[i], true);
    }

    std::shared_ptr<const ImageTables> result() {
        auto tables = std::make_shared<ImageTables>();
        tables->remarks = std::move(remarks_);
        std::vector<bool> done(found_.size(), false);
        for (size_t first = 0; first < found_.size(); ++first) {
            if (done[first]) continue;
            // Tables with the same headings are one table in several files (a metadata.csv in each folder).
            const std::vector<std::string> headings = headingsOf(found_[first]);
            std::vector<const FoundTable*> family;
            for (size_t other = first; other < found_.size(); ++other) {
                if (done[other] || found_[other].match.nameColumn != found_[first].match.nameColumn ||
                    headingsOf(found_[other]) != headings)
                    continue;
                done[other] = true;
                family.push_back(&found_[other]);
            }
            takeColumns(family, headings, *tables);
            for (const FoundTable* table : family) report(*table, family.size() > 1, *tables);
        }
        for (const FoundTable& found : found_)
            tables->resolved += (tables->resolved.empty() ? "" : ";") + written(found.file);
        if (tables->resolved.empty()) tables->resolved = "none";
        for (const FoundTable& found : found_) {
            struct stat info = {};
            if (::stat(found.file.c_str(), &info) == 0)
                tables->files.push_back({found.file, info.st_size, timeOf(info)});
        }
        for (const AttributeColumn& column : tables->columns) tables->attributes.push_back(column.about());
        guessColumns(*tables);
        return tables;
    }

private:
    bool exists(const fs::path& file) const {
        std::error_code missing;
        return fs::is_regular_file(file, missing);
    }

    std::optional<fs::path> placeOf(const std::string& text) const {
        const fs::path given(text);
        if (given.is_absolute()) return exists(given) ? std::optional(given.lexically_normal()) : std::nullopt;
        for (const TablePlaces::Root& root : places_.roots)
            if (fs::path file = (root.folder / given).lexically_normal(); exists(file)) return file;
        if (fs::path file = fs::absolute(given).lexically_normal(); exists(file)) return file;
        return std::nullopt;
    }

    /// The files that the setting names: one, or some with ';' between them.
    std::vector<fs::path> filesOf(const std::string& setting) const {
        if (const auto whole = placeOf(setting)) return {*whole};
        std::vector<fs::path> files;
        for (size_t at = 0; at <= setting.size();) {
            const size_t end = std::min(setting.find(';', at), setting.size());
            const std::string part = setting.substr(at, end - at);
            at = end + 1;
            if (part.empty()) continue;
            const auto file = placeOf(part);
            if (!file)
                throw Error("table.missing",
                            "There is no table %1, neither beside the images nor in the working folder. Check its "
                            "name, or leave it out with table=none.",
                            {displayName(part)});
            files.push_back(*file);
        }
        return files;
    }

    FoundTable read(const fs::path& file) const {
        FoundTable found{file, folderOf(file), readTable(file), {}};
        if (found.table.rows() > 0 && found.table.columns() > 1)
            found.match = matchTable(found.table, index_, std::ssize(names_), found.folder);
        return found;
    }

    /// The table's folder as names of images have it.
    std::string folderOf(const fs::path& file) const {
        for (const TablePlaces::Root& root : places_.roots) {
            const fs::path relative = file.parent_path().lexically_relative(root.folder);
            if (relative.empty() || *relative.begin() == "..") continue;
            return relative == "." ? root.prefix : root.prefix + relative.string() + "/";
        }
        return {};
    }

    void consider(const fs::path& file, bool beside) {
        const bool plainText = lowered(file.extension().string()) == ".txt";
        if (plainText && !beginsLikeTable(file)) return;
        try {
            if (beside && stampOf(file).bytes > kMostBytesBeside) return;
            FoundTable found = read(file);
            const int64_t rows = static_cast<int64_t>(found.table.rows()), images = found.match.images;
            const bool mostImages = images > 0 && images * 2 >= std::ssize(names_);
            const bool mostRows = images > 0 && images * 2 >= rows && !found.match.bareNumbers && !beside;
            if (mostImages || mostRows) found_.push_back(std::move(found));
        } catch (const Error& error) {
            // A text that is no table is nothing that anybody misses, and so is what lies beside.
            if (!plainText && !beside) remarks_.push_back(error.info());
        }
    }

    void takeColumns(const std::vector<const FoundTable*>& family, const std::vector<std::string>& headings,
                     ImageTables& tables) const {
        struct Place {
            int32_t table = -1;
            int32_t row = 0;
        };
        std::vector<Place> places(names_.size());
        for (size_t t = 0; t < family.size(); ++t)
            for (size_t row = 0; row < family[t]->match.imageOf.size(); ++row) {
                const int64_t image = family[t]->match.imageOf[row];
                if (image < 0) continue;
                Place& place = places[static_cast<size_t>(image)];
                if (place.table < 0) place = {static_cast<int32_t>(t), static_cast<int32_t>(row)};
            }
        std::vector<std::string_view> cells(fileOf_.size());
        const FoundTable& first = *family.front();
        for (size_t column = 0; column < headings.size(); ++column) {
            if (column == first.match.nameColumn) continue;
            bool any = false;
            for (size_t i = 0; i < cells.size(); ++i) {
                const Place& place = places[fileOf_[i]];
                cells[i] = place.table < 0 ? std::string_view()
                                           : family[static_cast<size_t>(place.table)]->table.cell(
                                                 static_cast<size_t>(place.row), column);
                any = any || !cells[i].empty();
            }
            if (!any && first.table.heading(column).empty()) continue;  // a separator at the ends of lines
            std::string name = headings[column];
            const auto taken = [&] {
                return std::any_of(tables.columns.begin(), tables.columns.end(),
                                   [&](const AttributeColumn& other) { return other.about().name == name; });
            };
            if (taken()) name += " (" + displayName(first.file.filename()) + ")";
            for (int number = 2; taken(); ++number) name = headings[column] + " " + std::to_string(number);
            tables.columns.emplace_back(std::move(name), cells, first.table.commasAreFree());
        }
    }

    void report(const FoundTable& found, bool onlyBelow, ImageTables& tables) const {
        ImportReport::Table report;
        report.file = displayName(written(found.file));
        report.nameColumn = displayName(headingOf(found, found.match.nameColumn));
        report.rows = static_cast<int64_t>(found.table.rows());
        std::vector<bool> has(names_.size(), false);
        for (size_t row = 0; row < found.match.imageOf.size(); ++row) {
            const int64_t image = found.match.imageOf[row];
            if (image >= 0) {
                has[static_cast<size_t>(image)] = true;
                continue;
            }
            if (++report.rowsWithoutPicture <= static_cast<int64_t>(kNamesListed))
                report.firstRows.push_back(displayName(std::string(found.table.cell(row, found.match.nameColumn))));
        }
        for (size_t i = 0; i < names_.size(); ++i) {
            if (has[i] || (onlyBelow && !names_[i].starts_with(found.folder))) continue;
            if (++report.picturesWithoutRow <= static_cast<int64_t>(kNamesListed))
                report.firstPictures.push_back(displayName(names_[i]));
        }
        const auto remark = [&](const char* code, const char* pattern, int64_t number, const std::string& example) {
            if (number > 0) tables.remarks.push_back({code, pattern, {std::to_string(number), report.file, example}});
        };
        remark("table.rows-without", "Rows of the table %2 that name no image which was read: %1, such as %3.",
               report.rowsWithoutPicture - found.match.unclear, exampleRow(found, NameIndex::kNone));
        remark(
            "table.rows-unclear",
            "Rows of the table %2 whose name several images have: %1, such as %3. Write the folders before the names.",
            found.match.unclear, exampleRow(found, NameIndex::kSeveral));
        remark("table.rows-again",
               "Rows of the table %2 about images that have a row already: %1. The first one counts.",
               found.match.repeated, {});
        remark("table.images-without", "Images without a row in the table %2: %1, such as %3.",
               report.picturesWithoutRow, report.firstPictures.empty() ? std::string() : report.firstPictures.front());
        tables.reports.push_back(std::move(report));
    }

    std::string exampleRow(const FoundTable& found, int64_t kind) const {
        const auto row = std::find(found.match.imageOf.begin(), found.match.imageOf.end(), kind);
        if (row == found.match.imageOf.end()) return {};
        return displayName(std::string(
            found.table.cell(static_cast<size_t>(row - found.match.imageOf.begin()), found.match.nameColumn)));
    }

    /// A path that means the same file again: relative to the one folder that was opened where it lies in it or beside
    /// it.
    std::string written(const fs::path& file) const {
        if (places_.roots.size() != 1) return file.string();
        const fs::path relative = file.lexically_relative(places_.roots.front().folder);
        const bool far =
            relative.empty() || (*relative.begin() == ".." && std::distance(relative.begin(), relative.end()) > 2);
        return far ? file.string() : relative.string();
    }

    void guessColumns(ImageTables& tables) const {
        static constexpr std::array<std::string_view, 7> kLabelWords{"label",   "labels", "class",    "category",
                                                                     "species", "breed",  "diagnosis"};
        for (size_t i = 0; i < tables.columns.size(); ++i) {
            const Attribute& about = tables.attributes[i];
            const int number = static_cast<int>(i);
            if (tables.splitColumn < 0 && looksLikeSplit(tables.columns[i], std::ssize(fileOf_)))
                tables.splitColumn = number;
            const bool few = about.kind == Attribute::Kind::Category ? about.categories.size() >= 2
                                                                     : about.kind == Attribute::Kind::Number;
            const bool said =
                std::find(kLabelWords.begin(), kLabelWords.end(), lowered(about.name)) != kLabelWords.end();
            if (tables.labelColumn < 0 && few && said) tables.labelColumn = number;
        }
        // The one thing that a table says is what it is for.
        std::vector<int> others;
        for (int i = 0; i < static_cast<int>(tables.columns.size()); ++i)
            if (i != tables.splitColumn) others.push_back(i);
        if (tables.labelColumn < 0 && others.size() == 1) {
            const Attribute& only = tables.attributes[static_cast<size_t>(others.front())];
            if (only.kind == Attribute::Kind::Category && only.categories.size() >= 2)
                tables.labelColumn = others.front();
        }
    }

    /// Pages of one file follow each other, all by its name.
    static std::vector<size_t> filesOfImages(const std::vector<std::string>& images, std::vector<std::string>& files) {
        std::vector<size_t> fileOf;
        fileOf.reserve(images.size());
        for (const std::string& image : images) {
            if (files.empty() || files.back() != image) files.push_back(image);
            fileOf.push_back(files.size() - 1);
        }
        return fileOf;
    }

    std::vector<std::string> names_;  ///< of the files that the images are from
    std::vector<size_t> fileOf_;      ///< of each image: an index into names_
    const TablePlaces& places_;
    NameIndex index_;
    std::vector<FoundTable> found_;
    std::vector<ErrorInfo> remarks_;
};

}  // namespace

int ImageTables::columnOf(const std::string& name) const {
    int near = -1, several = 0;
    for (size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].name == name) return static_cast<int>(i);
        if (lowered(attributes[i].name) != lowered(name)) continue;
        near = static_cast<int>(i);
        ++several;
    }
    return several == 1 ? near : -1;
}

bool ImageTables::current() const {
    return std::all_of(files.begin(), files.end(), [](const ReadFile& read) {
        struct stat info = {};
        return ::stat(read.file.c_str(), &info) == 0 && info.st_size == read.bytes &&
               timeOf(info) == read.modifiedNanoseconds;
    });
}

std::shared_ptr<const ImageTables> readImageTables(const std::vector<std::string>& names, const TablePlaces& places,
                                                   const std::string& setting) {
    const bool nothing = setting == "none" || (setting.empty() && places.inside.empty() && places.beside.empty());
    if (nothing) {
        auto tables = std::make_shared<ImageTables>();
        tables->resolved = "none";
        return tables;
    }
    TableSearch search(names, places);
    if (setting.empty()) search.looked();
    else search.named(setting);
    return search.result();
}

}  // namespace zscape
