#include "app/zscape_cli/encoded_images.h"

#include "app/zscape_cli/image_columns.h"
#include "app/zscape_cli/output.h"

#include <algorithm>
#include <set>
#include <utility>

namespace zscape {
namespace {

/// The side that each image is on; "" for those that take no part.
std::vector<const char*> sidesOf(const Split& split, int64_t images) {
    std::vector<const char*> sides(static_cast<size_t>(images), "");
    for (const auto& [indices, side] :
         {std::pair(&split.train, "train"), std::pair(&split.heldOut, "heldout"), std::pair(&split.test, "test")})
        for (const int64_t index : *indices) sides[static_cast<size_t>(index)] = side;
    return sides;
}

/// Of images, which outlive them; `codes` may be filled later. Codes come last.
std::vector<ConditionColumn> columnsOf(const ImageSet& images, const std::optional<Split>& split, int dimensions,
                                       const FloatMatrix& codes) {
    std::vector<ConditionColumn> columns;
    const auto addText = [&](std::vector<std::string> names, ConditionColumn::TextOf textOf) {
        columns.push_back({std::move(names), std::move(textOf)});
    };
    const auto addNumber = [&](std::vector<std::string> names, ConditionColumn::NumberOf numberOf) {
        columns.push_back({std::move(names), std::move(numberOf)});
    };
    addText({"name"}, [&images](int64_t i) { return images.nameOf(i); });
    if (!images.labelNames().empty()) addText({"label"}, [&images](int64_t i) { return labelTextOf(images, i); });
    if (split)
        addText({"split"},
                [sides = sidesOf(*split, images.count())](int64_t i) { return sides[static_cast<size_t>(i)]; });
    for (const auto& [heading, part] : tileColumns(images))
        addNumber({heading},
                  [&images, part = part](int64_t i) { return static_cast<double>(images.placeOf(i).*part); });

    std::set<std::string> taken;
    for (const ConditionColumn& column : columns) taken.insert(column.names.front());
    for (int d = 0; d < dimensions; ++d) taken.insert("z" + std::to_string(d));
    for (const Attribute& attribute : images.attributes()) taken.insert("attr." + attribute.name);
    for (size_t at = 0; at < images.attributes().size(); ++at) {
        const Attribute& attribute = images.attributes()[at];
        std::vector<std::string> names;
        if (taken.insert(attribute.name).second) names.push_back(attribute.name);
        names.push_back("attr." + attribute.name);
        if (attribute.kind == Attribute::Kind::Number)
            addNumber(std::move(names), [&images, at](int64_t i) { return images.numberOf(i, at); });
        else addText(std::move(names), [&images, at](int64_t i) { return images.textOf(i, at); });
    }
    for (int d = 0; d < dimensions; ++d)
        addNumber({"z" + std::to_string(d)}, [&codes, d](int64_t i) {
            return static_cast<double>(codes.values[static_cast<size_t>(i * codes.columns + d)]);
        });
    return columns;
}

FloatMatrix rowsAt(const FloatMatrix& matrix, const std::vector<int64_t>& indices) {
    FloatMatrix rows{static_cast<int64_t>(indices.size()), matrix.columns, {}};
    rows.values.reserve(indices.size() * static_cast<size_t>(matrix.columns));
    for (const int64_t index : indices) {
        const auto row = matrix.values.begin() + index * matrix.columns;
        rows.values.insert(rows.values.end(), row, row + matrix.columns);
    }
    return rows;
}

}  // namespace

std::optional<RowCondition> conditionFrom(const std::optional<std::string>& where) {
    return where ? std::optional<RowCondition>(*where) : std::nullopt;
}

std::shared_ptr<const ImageSet> imagesAt(TrainedModel& model, const std::string& data, Output& output,
                                         const std::stop_token& stop) {
    return data.empty() ? model.training(output.sink(), stop).images : model.import({data}, output.sink(), stop);
}

EncodedImages encodeChosen(TrainedModel& model, std::shared_ptr<const ImageSet> images,
                           const std::optional<RowCondition>& where, Output& output, const std::stop_token& stop) {
    std::vector<int64_t> all = allOf(*images);
    if (!where) {
        FloatMatrix codes = model.encode(*images, all, output.sink(), stop);
        return {std::move(images), std::move(all), std::move(codes)};
    }
    FloatMatrix codes;
    const int dimensions = model.latentDimensions();
    std::vector<ConditionColumn> columns = columnsOf(*images, model.splitOf(*images), dimensions, codes);
    const size_t firstCode = columns.size() - static_cast<size_t>(dimensions);
    const BoundCondition condition = where->over(std::move(columns));
    bool readsCodes = false;
    for (size_t d = 0; d < static_cast<size_t>(dimensions); ++d)
        readsCodes = readsCodes || condition.reads(firstCode + d);
    if (readsCodes) codes = model.encode(*images, all, output.sink(), stop);

    std::vector<int64_t> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](int64_t image) { return condition.holds(image); });
    if (chosen.empty())
        throw Error("where.none", "Of %1 images there is none for which --where holds. Ask for others.",
                    {countText(images->count())});
    output.say(countText(std::ssize(chosen)) + " of " + countText(images->count()) + " images are chosen");
    codes = readsCodes ? rowsAt(codes, chosen) : model.encode(*images, chosen, output.sink(), stop);
    return {std::move(images), std::move(chosen), std::move(codes)};
}

}  // namespace zscape
