#include "ui/recipes/recipe_offer.h"

#include "ui/text/folded.h"
#include "ui/text/sentence.h"

#include <QCoreApplication>

#include <algorithm>

namespace zscape {

namespace {

struct OfferTexts {
    Q_DECLARE_TR_FUNCTIONS(zscape::RecipesPage)
};

QString shapeText(const DataShape& shape) {
    if (shape.channels == 1) return OfferTexts::tr("These are %1 × %1 grey").arg(shape.size);
    if (shape.channels == 3) return OfferTexts::tr("These are %1 × %1 in colour").arg(shape.size);
    return OfferTexts::tr("These are %1 × %1 of %2 channels").arg(shape.size).arg(shape.channels);
}

}  // namespace

std::vector<RecipeOffer> recipeOffers() {
    std::vector<RecipeOffer> offers;
    for (const Recipe& recipe : recipes()) {
        RecipeOffer offer;
        offer.name = recipe.name;
        offer.title = wordsOf(recipe.title);
        offer.sentence = wordsOf(recipe.sentence);
        offer.paper = wordsOf(recipe.paper);
        offer.found =
            fold(QStringList{offer.title, text(recipe.name), offer.sentence, offer.paper}.join(QLatin1Char('\n'))).text;
        offer.group = groupOf(recipe.name);
        offer.needs = needsOf(recipe);
        offers.push_back(std::move(offer));
    }
    std::stable_sort(offers.begin(), offers.end(),
                     [](const RecipeOffer& a, const RecipeOffer& b) { return a.group < b.group; });
    return offers;
}

std::optional<RecipeMisfit> misfitOf(const Recipe& recipe, const DataShape& shape) {
    try {
        makeSpec(recipe, {}, shape);
        return std::nullopt;
    } catch (const Error& error) {
        RecipeMisfit misfit;
        misfit.sentence = sentenceOf(error.info());
        misfit.reason = misfit.sentence;
        if (error.code() == "model.shape") {
            misfit.reason = shapeText(shape);
            misfit.mend = RecipeMisfit::Mend::Import32Colour;
            misfit.mendText = OfferTexts::tr("Import at 32 × 32 in colour");
        } else if (error.code() == "model.labels") {
            misfit.reason =
                shape.labels < 2 ? OfferTexts::tr("These have no labels")
                : shape.unlabelled > 0
                    ? OfferTexts::tr("%n of these have no label", nullptr, static_cast<int>(shape.unlabelled))
                    : OfferTexts::tr("%n labels are too many", nullptr, static_cast<int>(shape.labels));
            misfit.mend = RecipeMisfit::Mend::ImportPage;
            misfit.mendText = OfferTexts::tr("Choose labels");
        } else if (error.code() == "model.size" || error.code() == "model.channels") {
            misfit.reason = shapeText(shape);
            misfit.mend = RecipeMisfit::Mend::ImportPage;
            misfit.mendText = OfferTexts::tr("Import settings");
        }
        return misfit;
    }
}

QString groupName(RecipeGroup group) { return wordsOf(titleOf(group)); }

QString needsText(RecipeNeeds needs) {
    switch (needs) {
        case RecipeNeeds::AnyImages: return OfferTexts::tr("Any images");
        case RecipeNeeds::Convolvable: return OfferTexts::tr("16 × 16 or larger");
        case RecipeNeeds::Colour32: return OfferTexts::tr("32 × 32 in colour");
        case RecipeNeeds::Labels: return OfferTexts::tr("Images with labels");
    }
    return {};
}

QString needsIcon(RecipeNeeds needs) {
    switch (needs) {
        case RecipeNeeds::AnyImages: return QStringLiteral("images");
        case RecipeNeeds::Labels: return QStringLiteral("tag");
        case RecipeNeeds::Convolvable:
        case RecipeNeeds::Colour32: return QStringLiteral("size");
    }
    return {};
}

QString recipePicture(const std::string& name) {
    return QStringLiteral(":/zscape/recipe_pictures/%1.png").arg(text(name));
}

}  // namespace zscape
