#include "ui/panels/collapse/remedy_list.h"

#include "ui/panels/runs/run_texts.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace zscape {

namespace {

QString doesWhat(const Remedy& remedy) {
    switch (remedy.kind) {
        case Remedy::Kind::LowerBeta:
            return RemedyList::tr("A lighter KL term: the codes are pulled to the prior less, and may say more.");
        case Remedy::Kind::FreeBits:
            return RemedyList::tr("Every dimension may say %1 nats for nothing: below that the KL term does not push.")
                .arg(remedy.amount);
        case Remedy::Kind::Annealed:
            return RemedyList::tr(
                "The KL term starts at 0 and comes in slowly, so that the decoder learns to use the codes first.");
        case Remedy::Kind::Cyclical:
            return RemedyList::tr(
                "The KL term is taken off and brought back several times; each time the codes pick up what they had "
                "lost.");
        case Remedy::Kind::Capacity:
            return RemedyList::tr("The KL term is held at a value that grows to %1 nats, instead of being pushed to 0.")
                .arg(remedy.amount);
        case Remedy::Kind::Control:
            return RemedyList::tr("A controller turns β until the codes say %1 nats.").arg(remedy.amount);
        case Remedy::Kind::BatchNorm:
            return RemedyList::tr(
                "BatchNorm holds the spread of the codes' means, so that the KL term cannot fall to 0.");
        case Remedy::Kind::Scale:
            return RemedyList::tr(
                "The codes are stretched before they are decoded, whatever the KL term shrinks them to; the loss is no "
                "bound then.");
        case Remedy::Kind::Lagging:
            return RemedyList::tr(
                "The encoder trains ahead of the decoder while the codes still come to say more; steps are slower "
                "until then.");
        case Remedy::Kind::MoreDimensions:
            return RemedyList::tr("These pictures may need more than the codes have room for.");
        case Remedy::Kind::SmallerDecoder:
            return RemedyList::tr(
                "A decoder that draws the pictures by itself leaves nothing for the codes to say; a narrower one needs "
                "them.");
    }
    return {};
}

/// The setting that a remedy is named by.
std::string ownKey(Remedy::Kind kind) {
    switch (kind) {
        case Remedy::Kind::LowerBeta: return "beta";
        case Remedy::Kind::FreeBits: return "free_bits";
        case Remedy::Kind::Capacity: return "capacity";
        case Remedy::Kind::Control: return "kl_target";
        case Remedy::Kind::MoreDimensions: return "latent_dimensions";
        default: return {};
    }
}

}  // namespace

QString whyNoBranch(RunState state, int64_t step) {
    switch (state) {
        case RunState::Empty: return RemedyList::tr("There are no images");
        case RunState::Loading: return RemedyList::tr("The images are being read");
        case RunState::Stopping: return RemedyList::tr("The step in hand ends");
        case RunState::Ready: return RemedyList::tr("The run has not begun");
        case RunState::Running:
        case RunState::Paused:
        case RunState::Finished:
        case RunState::Failed: break;
    }
    return step > 0 ? QString() : RemedyList::tr("The run has not begun");
}

RemedyList::RemedyList(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics().px(4));
    setAccessibleName(tr("Remedies"));
}

QString RemedyList::nameOf(const Remedy& remedy) {
    switch (remedy.kind) {
        case Remedy::Kind::LowerBeta: return tr("β %1").arg(remedy.amount);
        case Remedy::Kind::FreeBits: return tr("free bits %1 per dimension").arg(remedy.amount);
        case Remedy::Kind::Annealed: return tr("annealing");
        case Remedy::Kind::Cyclical: return tr("cyclical annealing");
        case Remedy::Kind::Capacity: return tr("capacity %1").arg(remedy.amount);
        case Remedy::Kind::Control: return tr("KL target %1").arg(remedy.amount);
        case Remedy::Kind::BatchNorm: return tr("BN-VAE");
        case Remedy::Kind::Scale: return tr("Scale-VAE");
        case Remedy::Kind::Lagging: return tr("an encoder that leads");
        case Remedy::Kind::MoreDimensions: return tr("%1 dimensions").arg(remedy.amount);
        case Remedy::Kind::SmallerDecoder: return tr("a smaller decoder");
    }
    return {};
}

QString RemedyList::changesOf(const Remedy& remedy) {
    const std::string own = ownKey(remedy.kind);
    QStringList before, after;
    bool named = false;
    for (const RunDifference& change : remedy.changes) {
        const QString text = changeText(change, true);
        if (change.key == own && (own == "beta" || own == "latent_dimensions")) {
            before.append(text);
            named = true;
        } else if (change.key == "beta") {
            before.append(text);
        } else if (change.key != own) {
            after.append(text);
        }
    }
    if (!named && remedy.kind != Remedy::Kind::SmallerDecoder) before.append(nameOf(remedy));
    return (before + after).join(QStringLiteral(", "));
}

QString RemedyList::buttonText(const Remedy& remedy, int64_t step) {
    if (!remedy.carriesWeights) return tr("Try again from scratch with %1").arg(changesOf(remedy));
    return tr("Try again from step %1 with %2").arg(number(step), changesOf(remedy));
}

int RemedyList::first() const {
    for (size_t i = 0; i < remedies_.size(); ++i)
        if (remedies_[i].kind == Remedy::Kind::FreeBits) return static_cast<int>(i);
    return remedies_.empty() ? -1 : 0;
}

QString RemedyList::sentence(size_t index) const { return rows_[index].sentence->text(); }

void RemedyList::setRun(RunState state, const RunInfo& info) {
    const bool same = spec_.recipe.name == info.spec.recipe.name && spec_.values == info.spec.values &&
                      config_.overrides == info.config.overrides && config_.seed == info.config.seed &&
                      (info.parameters > 0) == !spec_.recipe.name.empty();
    if (!same) {
        spec_ = info.parameters > 0 ? info.spec : ModelSpec();
        config_ = info.config;
        remedies_ = remediesFor(info);
        build();
    }
    const QString why = whyNoBranch(state, info.step);
    for (size_t i = 0; i < rows_.size(); ++i) {
        QPushButton* button = rows_[i].button;
        button->setText(buttonText(remedies_[i], info.step));
        button->setAccessibleName(button->text());
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? button->text() : why);
    }
}

void RemedyList::build() {
    for (const Row& row : rows_) {
        delete row.button;
        delete row.sentence;
    }
    rows_.clear();
    auto* column = static_cast<QVBoxLayout*>(layout());
    while (QLayoutItem* item = column->takeAt(0)) delete item;
    for (const Remedy& remedy : remedies_) {
        auto* button = new QPushButton(this);
        // In a narrow panel the text ends in dots; the sentence beneath names the rest.
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(button, &QPushButton::clicked, this, [this, config = remedy.config] { Q_EMIT chosen(config); });
        auto* text =
            new QLabel(changesOf(remedy) + QStringLiteral(". ") + doesWhat(remedy) + QLatin1Char(' ') +
                           (remedy.carriesWeights ? tr("Encoder and decoder go on with their weights.")
                                                  : tr("Begins with random weights: this model is built differently.")),
                       this);
        text->setFont(noteFont());
        text->setForegroundRole(QPalette::PlaceholderText);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        button->setAccessibleDescription(text->text());
        if (!rows_.empty()) column->addSpacing(metrics().px(6));
        column->addWidget(button);
        column->addWidget(text);
        rows_.push_back({button, text});
    }
    column->addStretch(1);
}

}  // namespace zscape
