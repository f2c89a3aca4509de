export const pulls = async () => {};
export const page = () => '';
