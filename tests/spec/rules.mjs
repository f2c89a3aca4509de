// The rules of validation: those of graphql-js, and one that it gets wrong.
import { GraphQLError, Kind, getNullableType, specifiedRules } from 'graphql';

const nullable = ({ type, defaultValue }) =>
  type.kind !== Kind.NON_NULL_TYPE && (!defaultValue || defaultValue.kind === Kind.NULL);

/**
 * A variable in an input object of exactly one field may not be null. graphql-js 16 and 17 look
 * for this only where the input object itself may be.
 */
function OneOfVariablesRule(context) {
  const leave = (operation) => {
    for (const { node, parentType } of context.getRecursiveVariableUsages(operation)) {
      const of = (definition) => definition.variable.name.value === node.name.value;
      const definition = operation.variableDefinitions.find(of);
      if (definition && getNullableType(parentType)?.isOneOf && nullable(definition)) {
        context.reportError(
          new GraphQLError(`$${node.name.value} may not be null`, { nodes: node }),
        );
      }
    }
  };
  return { OperationDefinition: { leave } };
}

/** Every rule that a document has to keep. */
export const RULES = [...specifiedRules, OneOfVariablesRule];
