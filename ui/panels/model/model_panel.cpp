#include "ui/panels/model/model_panel.h"

#include "engine/session/recipe_choice.h"
#include "ui/panels/loss/loss_chart.h"
#include "ui/panels/model/recipe_picker.h"
#include "ui/panels/model/setting_field.h"
#include "ui/panels/model/setting_form.h"
#include "ui/text/sentence.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace zscape {

QString parameterText(int64_t parameters) {
    if (parameters >= 1'000'000) return QStringLiteral("%1 M").arg(static_cast<double>(parameters) / 1e6, 0, 'g', 3);
    if (parameters >= 100'000) return QStringLiteral("%1 k").arg(static_cast<double>(parameters) / 1e3, 0, 'f', 0);
    return number(parameters);
}

ModelPanel::ModelPanel(QWidget* parent)
    : PanelFrame(tr("Model"), parent),
      picker_(new RecipePicker),
      sentence_(new QLabel),
      scroll_(new QScrollArea(this)),
      contents_(new QWidget),
      form_(new SettingForm),
      ledger_(new QWidget),
      parameters_(new QLabel(this)),
      epoch_(new QLabel(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(contents_);
    column->setContentsMargins(0, 0, m.px(10), 0);
    column->setSpacing(m.px(8));
    sentence_->setFont(noteFont());
    sentence_->setForegroundRole(QPalette::PlaceholderText);
    sentence_->setWordWrap(true);
    sentence_->setTextFormat(Qt::PlainText);
    column->addWidget(picker_);
    column->addWidget(sentence_);
    column->addWidget(form_);
    column->addWidget(ledger_);
    column->addStretch(1);
    ledger_->setLayout(new QVBoxLayout);
    ledger_->layout()->setContentsMargins(0, 0, 0, 0);
    ledger_->layout()->setSpacing(m.px(2));
    auto* caption = new QWidget(ledger_);
    caption->setFixedHeight(m.px(4));
    ledger_->layout()->addWidget(caption);
    ledger_->hide();

    setPanelContents(scroll_, contents_);
    contents_->installEventFilter(this);
    // The scroll bar lies in the right padding.
    body()->setContentsMargins(m.padding(), 0, m.px(2), m.padding());
    body()->addWidget(scroll_, 1);

    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 0, m.px(10), 0);
    for (QLabel* label : {parameters_, epoch_}) label->setFont(noteFont());
    epoch_->setForegroundRole(QPalette::PlaceholderText);
    foot->addWidget(parameters_, 1);
    foot->addWidget(epoch_);
    body()->addLayout(foot);

    QAction* showLedger = moreMenu()->addAction(tr("Show what is minimised"));
    showLedger->setCheckable(true);
    connect(showLedger, &QAction::toggled, this, [this](bool shown) {
        ledger_->setVisible(shown);
        tellHeight();
    });
    connect(picker_, &RecipePicker::openWanted, this, &ModelPanel::recipesWanted);
    connect(form_, &SettingForm::folded, this, &ModelPanel::tellHeight);
    connect(form_, &SettingForm::valueChanged, this, [this](const QString& key, const SettingValue& value) {
        changed_ = key.toStdString();
        if (!training_) {
            Q_EMIT settingChanged(key, value);
        } else if (const auto* real = std::get_if<double>(&value)) {
            Q_EMIT liveAdjusted(key, *real);
        } else if (const auto* whole = std::get_if<int64_t>(&value)) {
            Q_EMIT liveAdjusted(key, static_cast<double>(*whole));
        }
    });
    setParameters(0);
    setSecondsPerEpoch(-1);
}

void ModelPanel::setRecipes(const std::vector<Recipe>& recipes) {
    recipes_ = recipes;
    picker_->setRecipes(recipes);
}

void ModelPanel::showRecipe(const Recipe& recipe, const SettingValues& values, const std::set<std::string>& inForce,
                            const std::set<std::string>& chosen) {
    if (std::exchange(shownRecipe_, recipe.name) != recipe.name) forgetGiven();
    picker_->choose(recipe.name);
    sentence_->setText(wordsOf(recipe.sentence));
    sentence_->setToolTip(wordsOf(recipe.paper));
    form_->setSettings(recipe.settings, values, inForce, chosen);
}

void ModelPanel::setSpec(const ModelSpec& spec) {
    showRecipe(spec.recipe, spec.values, settingsInForce(spec), spec.automatic);
}

void ModelPanel::setRecipe(const std::string& name) {
    const auto found =
        std::find_if(recipes_.begin(), recipes_.end(), [&](const Recipe& recipe) { return recipe.name == name; });
    if (found == recipes_.end()) return;
    std::set<std::string> chosen;  // once there are images
    for (const Setting& setting : found->settings)
        if (setting.automatic) chosen.insert(setting.key);
    showRecipe(*found, {}, settingsInForce(*found), chosen);
}

void ModelPanel::setTraining(bool training) {
    training_ = training;
    form_->setTraining(training);
    picker_->setEnabled(!training);
    picker_->setToolTip(training ? tr("Fixed while a run trains") : tr("Recipe"));
}

void ModelPanel::setParameters(int64_t parameters) {
    parameters_->setText(parameters > 0 ? tr("%1 parameters").arg(parameterText(parameters)) : QString());
    parameters_->setToolTip(parameters > 0 ? number(parameters) : QString());
}

void ModelPanel::setSecondsPerEpoch(double seconds) {
    if (seconds < 0) {
        epoch_->clear();
    } else if (seconds < 60) {
        epoch_->setText(tr("%1 s an epoch").arg(seconds, 0, 'f', seconds < 10 ? 1 : 0));
    } else if (seconds < 3600) {
        epoch_->setText(
            tr("%1 min %2 s an epoch").arg(static_cast<int>(seconds) / 60).arg(static_cast<int>(seconds) % 60));
    } else {
        epoch_->setText(tr("%1 h %2 min an epoch")
                            .arg(static_cast<int>(seconds) / 3600)
                            .arg(static_cast<int>(seconds) % 3600 / 60));
    }
}

void ModelPanel::setLedger(const std::vector<LedgerLine>& ledger) {
    QString shown;
    for (const LedgerLine& entry : ledger)
        shown += QString::fromStdString(entry.term) + QLatin1Char('\t') + wordsOf(entry.formula) + QLatin1Char('\n');
    if (shown == ledger_->accessibleDescription()) return;
    ledger_->setAccessibleDescription(shown);
    qDeleteAll(ledger_->findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly));
    for (const LedgerLine& entry : ledger) {
        auto* name = new QLabel(termName(entry.term), ledger_);
        name->setFont(titleFont());
        auto* line = new QLabel(wordsOf(entry.formula), ledger_);
        line->setFont(noteFont());
        line->setWordWrap(true);
        line->setForegroundRole(QPalette::PlaceholderText);
        line->setTextInteractionFlags(Qt::TextSelectableByMouse);
        for (QLabel* label : {name, line}) {
            label->setTextFormat(Qt::PlainText);
            ledger_->layout()->addWidget(label);
        }
    }
}

void ModelPanel::setProblem(const ErrorInfo& problem) {
    SettingField* field = problem.arguments.empty() ? nullptr : form_->field(problem.arguments.front());
    ErrorInfo said = problem;
    if (field) said.arguments.front() = field->setting().label;
    else field = form_->field(changed_);
    const QString sentence = sentenceOf(said);
    if (field && !field->isHidden()) field->setError(sentence);
    else strip()->showMessage(Tone::Bad, sentence);
}

void ModelPanel::clearProblem() {
    strip()->clear();
    forgetGiven();
}

void ModelPanel::forgetGiven() {
    changed_.clear();
    for (SettingField* field : form_->fields()) {
        field->setError({});
        field->forgetGiven();
    }
}

QString ModelPanel::parametersText() const { return parameters_->text(); }

QString ModelPanel::epochText() const { return epoch_->text(); }

bool ModelPanel::eventFilter(QObject* watched, QEvent* event) {
    // An error beneath a field or another recipe changes the height that is natural.
    if (watched == contents_ && event->type() == QEvent::LayoutRequest) {
        tellHeight();
    }
    return PanelFrame::eventFilter(watched, event);
}

void ModelPanel::tellHeight() {
    const int natural = sizeHint().height();
    if (std::exchange(toldHeight_, natural) == natural) return;
    updateGeometry();
    Q_EMIT naturalHeightChanged();
}

QSize ModelPanel::sizeHint() const {
    const QSize frame = PanelFrame::sizeHint();
    const int width = std::max(scroll_->viewport()->width(), metrics().px(200));
    const int wanted =
        contents_->hasHeightForWidth() ? contents_->heightForWidth(width) : contents_->sizeHint().height();
    return {frame.width(), frame.height() - scroll_->sizeHint().height() + wanted};
}

}  // namespace zscape
